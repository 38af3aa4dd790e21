import TestProcesses
import Testing
import Transport

extension Scenarios {
    /// The strategies among real endpoints.
    struct StrategyScenarioTests {
        @Test func equalsTakeTurns() async throws {
            try await TestBed.run { bed async throws in
                let servers = try await bed.pongs(3)
                let urls = servers.map(\.url)
                let endpoints = [
                    Endpoint(url: urls[0], weight: 2), Endpoint(url: urls[1], weight: 2),
                    Endpoint(url: urls[2], weight: 1),
                ]
                let client = try await bed.client(endpoints) { $0.strategy = RoundRobinSelection() }
                var served: [String: Int] = [:]
                for _ in 0..<40 { served[try await client.ask(), default: 0] += 1 }
                #expect(served == [urls[0]: 20, urls[1]: 20])
                // One that is not the active one leaves: the other one takes all, with no switch.
                let passive = await client.active() == urls[0] ? 1 : 0
                await servers[passive].stop()
                try await client.wait(for: urls[passive], toBe: .open)
                #expect(client.switches == [])
                for _ in 0..<10 { #expect(try await client.ask() == urls[1 - passive]) }
            }
        }

        @Test func theFasterOneServes() async throws {
            try await TestBed.run { bed async throws in
                let slow = try await bed.server { _ in .text("PONG", delay: .milliseconds(150)) }
                let fast = try await bed.pongs(1)[0]
                let client = try await bed.client(
                    [Endpoint(url: slow.url), Endpoint(url: fast.url)]
                ) {
                    $0.strategy = LatencySelection()
                    $0.healthChecks.timeout = .seconds(5)
                }
                #expect(try await client.ask() == fast.url)
                await fast.stop()
                try await client.waitForSwitches(1)
                #expect(try await client.ask() == slow.url)
            }
        }

        /// Every second probe of an endpoint fails.
        @Test(arguments: [
            (ProbePolicy.all, 3, EndpointState.open), (.majority, 4, .open), (.any, 3, .healthy),
        ])
        func probePolicies(policy: ProbePolicy, probes: Int, expected: EndpointState) async throws {
            try await TestBed.run { bed async throws in
                let server = try await bed.server { request in
                    request.number % 2 == 1 ? .text("PONG") : .text("", status: 500)
                }
                let client = try await bed.client([server.url]) { settings in
                    settings.healthChecks.policy = policy
                    settings.healthChecks.probes = probes
                }
                try await server.requests.wait(for: "three rounds") { counts in
                    counts["/ping/", default: 0] > (expected == .open ? 2 : 9)
                }
                try await client.wait(for: server.url, toBe: expected)
            }
        }
    }
}
