import Testing
import Transport

extension Scenarios {
    /// Endpoints fail in the order of their weights, and come back.
    struct WeightTests {
        @Test func requestsFollowDownAndUp() async throws {
            try await TestBed.run { bed async throws in
                let servers = try await bed.pongs(3)
                let urls = servers.map(\.url)
                let client = try await bed.client(urls) { settings in
                    settings.circuitBreaker.grace = .milliseconds(50)
                    settings.failback = .milliseconds(50)
                }
                #expect(try await client.ask() == urls[0])
                for index in 0..<2 {
                    await servers[index].stop()
                    try await client.waitForSwitches(index + 1)
                    #expect(try await client.ask() == urls[index + 1])
                }
                for index in [1, 0] {
                    try await servers[index].restart()
                    try await client.waitForSwitches(4 - index)
                    #expect(try await client.ask() == urls[index])
                }
                #expect(
                    client.switches == [
                        .init(from: urls[0], to: urls[1], reason: .healthCheck),
                        .init(from: urls[1], to: urls[2], reason: .healthCheck),
                        .init(from: urls[2], to: urls[1], reason: .failback),
                        .init(from: urls[1], to: urls[0], reason: .failback),
                    ])
            }
        }

        @Test func withFailbackOffTheyStay() async throws {
            try await TestBed.run { bed async throws in
                let servers = try await bed.pongs(2)
                let urls = servers.map(\.url)
                let client = try await bed.client(urls) {
                    $0.circuitBreaker.grace = .milliseconds(50)
                }
                #expect(try await client.ask() == urls[0])
                await servers[0].stop()
                try await client.waitForSwitches(1)
                try await servers[0].restart()
                try await client.wait(for: urls[0], toBe: .healthy)
                #expect(try await client.ask() == urls[1])
                await servers[1].stop()
                try await client.waitForSwitches(2)
                #expect(client.switches.map(\.to) == [urls[1], urls[0]])
                #expect(client.switches.map(\.reason) == [.healthCheck, .healthCheck])
            }
        }

        /// All are gone, then the lightest is back, then the heaviest: one switch each, none for the
        /// time in between.
        @Test func noneHealthyAndBackAgain() async throws {
            try await TestBed.run { bed async throws in
                let servers = try await bed.pongs(2)
                let urls = servers.map(\.url)
                let client = try await bed.client(urls) { settings in
                    settings.circuitBreaker.grace = .milliseconds(50)
                    settings.failback = .milliseconds(50)
                }
                #expect(try await client.ask() == urls[0])
                await servers[1].stop()
                try await client.wait(for: urls[1], toBe: .open)
                await servers[0].stop()
                try await client.wait(for: urls[0], toBe: .open)
                #expect(await client.active() == nil)
                try await servers[1].restart()
                try await client.waitForSwitches(1)
                #expect(try await client.ask() == urls[1])
                try await servers[0].restart()
                try await client.waitForSwitches(2)
                #expect(
                    client.switches == [
                        .init(from: urls[0], to: urls[1], reason: .healthCheck),
                        .init(from: urls[1], to: urls[0], reason: .failback),
                    ])
            }
        }
    }
}
