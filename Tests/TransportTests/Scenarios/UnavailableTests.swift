import NIOCore
import NIOHTTP1
import TestProcesses
import Testing
import Transport

extension Scenarios {
    /// No endpoint is healthy, or not enough of them.
    struct UnavailableTests {
        @Test func requestsAreRefusedThenGivenUpThenServedAgain() async throws {
            try await TestBed.run { bed async throws in
                let server = try await bed.pongs(1)[0]
                let client = try await bed.client([server.url]) { settings in
                    settings.circuitBreaker.grace = .milliseconds(50)
                    settings.failover.attempts = 2
                    settings.failover.interval = .milliseconds(100)
                }
                _ = try await client.ask()
                await server.stop()
                try await client.wait(for: server.url, toBe: .open)
                let first = await #expect(throws: TransportError.self) {
                    try await client.create("refused")
                }
                #expect(
                    first?.code == .temporarilyUnavailable
                        && first?.effect == TransportError.Effect.none)
                #expect(first?.retryAfter.map { $0 > .zero && $0 <= .milliseconds(100) } == true)
                try await eventually("all attempts are spent") {
                    do {
                        _ = try await client.ask()
                        return false
                    } catch let error as TransportError {
                        return error.code == .noHealthyEndpoint
                    }
                }
                try await server.restart()
                try await eventually("it serves again") { (try? await client.ask()) == server.url }
                // What was refused is not run later behind the caller's back.
                #expect(server.requests.value["/v1/group"] == nil)
                #expect(client.switches == [])
            }
        }

        @Test func whatIsUnderWayAtTheLastEndpointIsUnknown() async throws {
            try await TestBed.run { bed async throws in
                let server = try await bed.server { request in
                    request.path == "/ping/" ? .text("PONG") : .text("", delay: .seconds(3600))
                }
                let client = try await bed.client([server.url])
                async let create = client.create("5")
                try await server.requests.wait(for: "the request") { $0["/v1/group"] == 1 }
                await server.stop()
                do {
                    _ = try await create
                    Issue.record("it was answered")
                } catch let error as TransportError {
                    #expect(error.effect == .possible)
                    #expect([.connectionLost, .endpointLost].contains(error.code))
                }
            }
        }

        @Test(arguments: [
            (InitialPolicy.all, 1, false), (.majority, 1, true), (.majority, 2, false),
            (.one, 2, true), (.one, 3, false),
        ])
        func theInitialPolicy(policy: InitialPolicy, gone: Int, starts: Bool) async throws {
            try await TestBed.run { bed async throws in
                let servers = try await bed.pongs(3)
                for server in servers.prefix(gone) { await server.stop() }
                let client = try await bed.client(servers.map(\.url)) { $0.initialPolicy = policy }
                if starts {
                    #expect(try await client.ask() == servers[gone].url)
                    #expect(client.switches == [])
                } else {
                    let error = await #expect(throws: TransportError.self) {
                        try await client.ask()
                    }
                    #expect(error?.code == .initialPolicyNotMet)
                    #expect(error?.message.contains(servers[0].url) == true)
                    // Enough come back: requests are served, and there was no switch.
                    for server in servers.prefix(gone) { try await server.restart() }
                    try await eventually("it starts") { (try? await client.ask()) != nil }
                    #expect(client.switches.count { $0.reason != .failback } == 0)
                }
            }
        }

        /// Nothing is checked unless the client runs; a request must not outlive the client for that.
        @Test func closingRefusesWhatWaitsForTheFirstChecks() async throws {
            let client = try FailoverClient(endpoints: [Endpoint(url: "http://127.0.0.1:1")])
            let request = Task {
                try await client.send(Request(.GET, "/", timeout: .seconds(20)))
            }
            // The request waits by now, or finds the client closed.
            await Task.yield()
            await client.close()
            try await Deadline.keep("the refusal") {
                let error = await #expect(throws: TransportError.self) { try await request.value }
                #expect(error?.code == .closed)
            }
        }
    }
}
