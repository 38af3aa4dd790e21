import Testing
import Transport

extension Scenarios {
    /// An endpoint is lost: requests go on elsewhere, and nobody notices.
    struct LostEndpointTests {
        @Test(arguments: Loss.allCases)
        func withoutTraffic(loss: Loss) async throws {
            try await run { replicas, proxies, client async throws in
                #expect(try await client.ask() == proxies[0].url)
                try await loss.strike(replicas[0], behind: proxies[0])
                try await client.waitForSwitches(1)
                #expect(try await client.ask() == proxies[1].url)
                #expect(
                    client.switches == [
                        .init(from: proxies[0].url, to: proxies[1].url, reason: .healthCheck)
                    ])
                // Left alone for the grace, whatever it would answer.
                try await loss.end(replicas[0], behind: proxies[0])
                try await client.wait(for: proxies[0].url, toBe: .open)
                #expect(try await client.ask() == proxies[1].url)
            }
        }

        @Test(arguments: Loss.allCases)
        func withTraffic(loss: Loss) async throws {
            try await run { replicas, proxies, client async throws in
                let isOver = Watched(false)
                let served = Watched<[String: Int]>([:])
                try await withThrowingTaskGroup(of: Void.self) { workers in
                    for _ in 0..<4 {
                        workers.addTask {
                            while !isOver.value {
                                let endpoint = try await client.ask()
                                served.change { $0[endpoint, default: 0] += 1 }
                            }
                        }
                    }
                    let urls = proxies.map(\.url)
                    try await served.wait(for: "traffic") { $0[urls[0], default: 0] > 50 }
                    try await loss.strike(replicas[0], behind: proxies[0])
                    try await served.wait(for: "traffic elsewhere") { $0[urls[1], default: 0] > 50 }
                    isOver.change { $0 = true }
                    try await workers.waitForAll()
                }
                #expect(
                    client.switches == [
                        .init(from: proxies[0].url, to: proxies[1].url, reason: .healthCheck)
                    ])
                try await loss.end(replicas[0], behind: proxies[0])
            }
        }

        private func run(
            _ test:
                @escaping ([GroupClusterProcess], [TCPProxy], ObservedClient) async throws -> Void
        ) async throws {
            try await TestBed.run { bed async throws in
                let replicas = try await bed.replicas(2)
                let proxies = [
                    try await bed.proxy(to: replicas[0].port()),
                    try await bed.proxy(to: replicas[1].port()),
                ]
                try await test(replicas, proxies, try await bed.client(proxies.map(\.url)))
            }
        }
    }
}
