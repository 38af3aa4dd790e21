import NIOCore
import NIOHTTP1
import TestProcesses
import Testing
import Transport

extension Scenarios {
    /// What an endpoint that asks to come back gets, and how often.
    struct RetryTests {
        /// The endpoint answers 503 once.
        @Test(arguments: [
            (HTTPMethod.GET, "0" as String?, 2), (.GET, nil, 2), (.GET, "soon", 2),
            (.GET, "-5", 2), (.GET, "99999999999999999999", 2), (.GET, "3600", 1),
            (.POST, nil, 1), (.POST, "0", 1),
        ])
        func itAsksToComeBack(method: HTTPMethod, after: String?, tries: Int) async throws {
            try await TestBed.run { bed async throws in
                let server = try await bed.server { request in
                    guard request.path != "/ping/" else { return .text("PONG") }
                    guard request.number == 1 else { return .text("done") }
                    let headers: HTTPHeaders = after.map { ["retry-after": $0] } ?? [:]
                    return .text("", status: 503, headers: headers)
                }
                let client = try await bed.client([server.url])
                let reply = try await client.client.send(Request(method, "/a"))
                #expect(reply.tries == tries)
                #expect(reply.status == (tries == 1 ? 503 : 200))
                #expect(server.requests.value["/a"] == tries)
            }
        }

        @Test(arguments: [400, 401, 404, 409, 500, 501])
        func whatIsAnAnswerIsNotAskedForAgain(status: Int) async throws {
            try await TestBed.run { bed async throws in
                let server = try await bed.server { request in
                    request.path == "/ping/" ? .text("PONG") : .text("", status: status)
                }
                let client = try await bed.client([server.url])
                let reply = try await client.client.send(Request(.GET, "/a"))
                #expect(reply.status == status && reply.tries == 1)
            }
        }

        @Test func triesAreBounded() async throws {
            try await TestBed.run { bed async throws in
                let server = try await bed.server { request in
                    request.path == "/ping/" ? .text("PONG") : .none
                }
                let client = try await bed.client([server.url]) { $0.retry.maximum = 3 }
                await #expect(throws: TransportError.self) { try await client.ask("/a") }
                #expect(server.requests.value["/a"] == 4)
            }
        }

        /// A fifth of the requests, and no more, although each would be tried three times again.
        @Test func theBudgetStopsAStorm() async throws {
            try await TestBed.run { bed async throws in
                let server = try await bed.server { request in
                    request.path == "/ping/" ? .text("PONG") : .none
                }
                let client = try await bed.client([server.url]) { settings in
                    settings.retry.budgetPerSecond = 0
                    settings.retry.maximum = 3
                }
                for _ in 0..<50 {
                    await #expect(throws: TransportError.self) { try await client.ask("/a") }
                }
                // Fifths do not add up to a whole number exactly.
                let retries = server.requests.value["/a", default: 0] - 50
                #expect((8...10).contains(retries))
            }
        }

        @Test func closingRefusesWhatWaitsForItsNextTry() async throws {
            try await TestBed.run { bed async throws in
                let server = try await bed.server { request in
                    request.path == "/ping/"
                        ? .text("PONG")
                        : .text("", status: 503, headers: ["retry-after": "3000"])
                }
                let client = try await bed.client([server.url]) { settings in
                    settings.retry.maximumRetryAfter = .seconds(3600)
                }
                async let answer = Deadline.keep("the refusal", within: .seconds(20)) {
                    try await client.client.send(Request(.GET, "/a", timeout: .seconds(7200)))
                }
                try await eventually("the first try is over") {
                    await client.client.endpoints()[0].calls == 1
                }
                await client.client.close()
                do {
                    _ = try await answer
                    Issue.record("it was answered")
                } catch let error as TransportError {
                    #expect(error.code == .closed)
                }
            }
        }
    }
}
