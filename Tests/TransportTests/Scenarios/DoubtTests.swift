import NIOHTTP1
import Testing
import Transport

/// What was perhaps done is not forgotten over the tries that come after it.
@Suite("Doubt")
struct DoubtTests {
    private let post = Request(.POST, "/make", timeout: .seconds(20), idempotencyKey: "k")

    @Test("a refusal after a lost reply is marked as its possible echo")
    func echo() async throws {
        try await TestBed.run { bed async throws in
            let server = try await bed.server { request in
                guard request.method == .POST else { return .text("PONG") }
                return request.number == 1 ? .none : .text("exists", status: 409)
            }
            let client = try await bed.client([server.url]) { $0.sharesIdempotency = true }
            let reply = try await client.client.send(post)
            #expect(reply.status == 409 && reply.tries == 2)
            #expect(reply.followsDoubt)
        }
    }

    @Test("an answer that does not tell what was done leaves doubt, whatever comes after it")
    func overloaded() async throws {
        try await TestBed.run { bed async throws in
            let isGone = Watched(false)
            let server = try await bed.server { request in
                guard request.method == .POST else { return isGone.value ? .none : .text("PONG") }
                isGone.change { $0 = true }
                return ScriptedReply(status: 504, connection: .closes)
            }
            let other = try await bed.server { _ in .none }
            let client = try await bed.client([server.url, other.url]) {
                $0.sharesIdempotency = true
                $0.initialPolicy = .one
            }
            _ = try await client.ask()
            // Its retries meet a service that is gone.
            Task {
                try await isGone.wait(until: { $0 }); await server.stop()
            }
            do {
                let reply = try await client.client.send(post)
                #expect(reply.status == 504)
            } catch let error as TransportError {
                #expect(error.effect == .possible, "\(error)")
            }
        }
    }

    @Test("a request that says it is not repeatable is not sent again, whatever the settings")
    func notRepeatable() async throws {
        try await TestBed.run { bed async throws in
            let server = try await bed.server { request in
                request.method == .POST ? .none : .text("PONG")
            }
            let client = try await bed.client([server.url]) { $0.sharesIdempotency = true }
            var request = post
            request.isRepeatable = false
            do {
                _ = try await client.client.send(request)
                Issue.record("a lost reply is no reply")
            } catch let error as TransportError {
                #expect(error.effect == .possible)
            }
            #expect(server.requests.value["/make"] == 1)
        }
    }

    @Test("a first refusal leaves none")
    func plain() async throws {
        try await TestBed.run { bed async throws in
            let server = try await bed.server { request in
                request.method == .POST ? .text("exists", status: 409) : .text("PONG")
            }
            let client = try await bed.client([server.url])
            #expect(try await client.client.send(post).followsDoubt == false)
        }
    }
}
