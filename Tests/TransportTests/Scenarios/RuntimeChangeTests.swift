import Testing
import Transport

extension Scenarios {
    /// Endpoints are added, removed, weighed and chosen while requests are served.
    struct RuntimeChangeTests {
        @Test func addingStrictlyAndLeniently() async throws {
            try await TestBed.run { bed async throws in
                let servers = try await bed.pongs(3)
                let urls = servers.map(\.url)
                let client = try await bed.client([Endpoint(url: urls[0])])
                #expect(try await client.ask() == urls[0])
                await servers[1].stop()
                await expect(.unhealthyEndpoint) {
                    try await client.client.add(
                        Endpoint(url: urls[1], weight: 2), mustBeHealthy: true)
                }
                #expect(await client.client.endpoints().map(\.url) == [urls[0]])
                try await client.client.add(Endpoint(url: urls[1], weight: 2))
                await expect(.duplicateEndpoint) {
                    try await client.client.add(Endpoint(url: urls[1]))
                }
                await expect(.invalidSetting) {
                    try await client.client.add(Endpoint(url: urls[2], weight: 0))
                }
                try await client.wait(for: urls[1], toBe: .unhealthy)
                #expect(try await client.ask() == urls[0])
                // A heavier one that is healthy serves as soon as that is known.
                try await client.client.add(Endpoint(url: urls[2], weight: 3), mustBeHealthy: true)
                try await client.waitForSwitches(1)
                #expect(try await client.ask() == urls[2])
            }
        }

        @Test func removing() async throws {
            try await TestBed.run { bed async throws in
                let urls = try await bed.pongs(3).map(\.url)
                let client = try await bed.client(urls)
                #expect(try await client.ask() == urls[0])
                try await client.client.remove(urls[1])
                #expect(client.switches == [])
                try await client.client.remove(urls[0])
                #expect(try await client.ask() == urls[2])
                #expect(client.switches == [.init(from: urls[0], to: urls[2], reason: .removed)])
                await expect(.lastEndpoint) { try await client.client.remove(urls[2]) }
                await expect(.unknownEndpoint) { try await client.client.remove(urls[0]) }
            }
        }

        @Test func whatIsUnderWayAtARemovedEndpointMayEnd() async throws {
            try await TestBed.run { bed async throws in
                let mayEnd = Watched(false)
                let slow = try await bed.server { request in
                    if request.path == "/slow" { _ = try? await mayEnd.wait { $0 } }
                    return .text("PONG")
                }
                let other = try await bed.pongs(1)[0]
                let client = try await bed.client([slow.url, other.url])
                async let answer = client.ask("/slow")
                try await slow.requests.wait(for: "the slow request") { $0["/slow"] == 1 }
                try await client.client.remove(slow.url)
                #expect(try await client.ask() == other.url)
                mayEnd.change { $0 = true }
                #expect(try await answer == slow.url)
            }
        }

        @Test func weighing() async throws {
            try await TestBed.run { bed async throws in
                let servers = try await bed.pongs(3)
                let urls = servers.map(\.url)
                let client = try await bed.client(urls)
                #expect(try await client.ask() == urls[0])
                try await client.client.setWeight(2.5, of: urls[2])
                #expect(try await client.ask() == urls[0])
                try await client.client.setWeight(9, of: urls[2])
                #expect(try await client.ask() == urls[2])
                try await client.client.setWeight(0.5, of: urls[2])
                #expect(try await client.ask() == urls[0])
                #expect(
                    client.switches == [
                        .init(from: urls[0], to: urls[2], reason: .weightChanged),
                        .init(from: urls[2], to: urls[0], reason: .weightChanged),
                    ])
                await servers[1].stop()
                try await client.wait(for: urls[1], toBe: .open)
                try await client.client.setWeight(20, of: urls[1])
                #expect(try await client.ask() == urls[0])
                await expect(.invalidSetting) { try await client.client.setWeight(-1, of: urls[0]) }
                await expect(.unknownEndpoint) {
                    try await client.client.setWeight(1, of: "http://127.0.0.1:1")
                }
            }
        }

        @Test func choosing() async throws {
            try await TestBed.run { bed async throws in
                let servers = try await bed.pongs(2)
                let urls = servers.map(\.url)
                let client = try await bed.client(urls) { $0.failback = .milliseconds(20) }
                #expect(try await client.ask() == urls[0])
                await expect(.unknownEndpoint) {
                    try await client.client.activate("http://127.0.0.1:1")
                }
                try await client.client.activate(urls[1])
                #expect(try await client.ask() == urls[1])
                await servers[1].stop()
                try await client.waitForSwitches(2)
                #expect(try await client.ask() == urls[0])
                await expect(.unhealthyEndpoint) { try await client.client.activate(urls[1]) }
                try await servers[1].restart()
                try await client.client.activate(urls[1], isForced: true)
                #expect(try await client.ask() == urls[1])
                await client.client.release()
                #expect(try await client.ask() == urls[0])
                #expect(client.switches.map(\.to) == [urls[1], urls[0], urls[1], urls[0]])
                #expect(
                    client.switches.prefix(3).map(\.reason) == [.manual, .healthCheck, .manual])
            }
        }

        @Test func aChoiceEndsByItself() async throws {
            try await TestBed.run { bed async throws in
                let urls = try await bed.pongs(2).map(\.url)
                let client = try await bed.client(urls) { $0.failback = .milliseconds(20) }
                #expect(try await client.ask() == urls[0])
                try await client.client.activate(urls[1], for: .milliseconds(50))
                try await client.waitForSwitches(2)
                #expect(try await client.ask() == urls[0])
                #expect(client.switches.map(\.reason) == [.manual, .failback])
            }
        }

        private func expect(
            _ code: TransportError.Code, _ body: () async throws -> Void,
            at location: SourceLocation = #_sourceLocation
        ) async {
            let error = await #expect(throws: TransportError.self, sourceLocation: location) {
                try await body()
            }
            #expect(error?.code == code, sourceLocation: location)
        }
    }
}
