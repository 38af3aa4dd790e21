import NIOHTTP1
import Testing
import Transport

@Suite("Batches")
struct BatchTests {
    private let batch = (1...5).map { Request(.POST, "/\($0)") }

    @Test("run on one endpoint, in order")
    func oneEndpoint() async throws {
        try await TestBed.run { bed async throws in
            let order = Watched<[String]>([])
            let script: ScriptedServer.Script = { request in
                if request.method == .POST { order.change { $0.append(request.path) } }
                return .text("PONG")
            }
            let first = try await bed.server(script)
            let second = try await bed.server(script)
            let client = try await bed.client([first.url, second.url])
            let replies = try await client.client.send(batch: batch)
            #expect(replies.allSatisfy { $0.endpoint == first.url })
            #expect(order.value == ["/1", "/2", "/3", "/4", "/5"])
        }
    }

    @Test("are sent again as a whole, elsewhere, only if that is safe", arguments: [false, true])
    func fails(isRepeatable: Bool) async throws {
        try await TestBed.run { bed async throws in
            // The first endpoint dies over the third request.
            let isDead = Watched(false)
            let first = try await bed.server { request in
                if request.path == "/3" { isDead.change { $0 = true } }
                return isDead.value ? .none : .text("PONG")
            }
            let second = try await bed.server { _ in .text("PONG") }
            let client = try await bed.client([first.url, second.url]) {
                $0.healthChecks.timeout = .seconds(30)
            }
            do {
                let replies = try await client.client.send(batch: batch, isRepeatable: isRepeatable)
                #expect(isRepeatable)
                #expect(replies.map(\.endpoint) == Array(repeating: second.url, count: 5))
            } catch let error as TransportError {
                #expect(!isRepeatable, "\(error)")
                #expect(error.effect == .possible)
                #expect(second.requests.value["/1"] == nil)
            }
        }
    }

    @Test("do not start on an endpoint whose checks do not hold any more")
    func confirmed() async throws {
        try await TestBed.run { bed async throws in
            let isIll = Watched(false)
            let first = try await bed.server { request in
                request.path == "/ping/" && isIll.value ? .text("", status: 500) : .text("PONG")
            }
            let second = try await bed.server { _ in .text("PONG") }
            let client = try await bed.client([first.url, second.url]) {
                $0.healthChecks.interval = .seconds(600)
                $0.healthChecks.timeout = .seconds(30)
            }
            _ = try await client.ask()
            isIll.change { $0 = true }
            let replies = try await client.client.send(batch: batch)
            #expect(replies.allSatisfy { $0.endpoint == second.url })
            #expect(first.requests.value["/1"] == nil)
        }
    }
}
