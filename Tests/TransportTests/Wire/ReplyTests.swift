import NIOCore
import NIOHTTP1
import Testing

@testable import Transport

/// What is made of what servers answer.
@Suite struct ReplyTests {
    private static let limits = {
        var limits = WireLimits()
        limits.maximumHead = 4_096
        limits.maximumBody = 1_000
        return limits
    }()

    @Test(arguments: ReplyCase.good + ReplyCase.bad + ReplyCase.trailing)
    func atOnce(_ given: ReplyCase) async throws {
        try await check(given) { request in
            request.peer.write(given.bytes)
            if given.closes { request.peer.close() }
        }
    }

    @Test(arguments: ReplyCase.good + ReplyCase.bad)
    func byteByByte(_ given: ReplyCase) async throws {
        try await check(given) { request in
            Task {
                try await request.peer.writeSingly(Array(given.bytes.utf8))
                if given.closes { request.peer.close() }
            }
        }
    }

    /// The first request gets what is given, the second tells which connection it came on.
    private func check(
        _ given: ReplyCase, answer: @escaping @Sendable (RawServer.Request) -> Void
    ) async throws {
        try await RawServer.run { request in
            if request.peer.number == 0, request.number == 0 {
                answer(request)
            } else {
                request.peer.write(.ok("\(request.peer.number)"))
            }
        } body: { server, port in
            try await PoolClient.run(port: port, limits: Self.limits) { client in
                let first = await client.send(WireRequest(method: given.method, path: "/"))
                let second = await client.send()
                switch given.ending {
                case .kept(let status, let body), .once(let status, let body):
                    #expect((try? first.get())?.status == status, "\(first)")
                    #expect(first.body == body)
                    #expect(second.body == (given.ending == .kept(status, body) ? "0" : "1"))
                case .failure(let code):
                    #expect(first.error?.code == code, "\(first)")
                    #expect(first.error?.effect == .possible)
                    #expect(first.error?.message.contains("\n") == false)
                    #expect(second.body == "1")
                }
            }
        }
    }

    /// The server must not have to be read to its end.
    @Test func twoHundredThousandHeaders() async throws {
        try await RawServer.run { request in
            request.peer.write(.ok(headers: String(repeating: "A: b\r\n", count: 200_000)))
        } body: { server, port in
            try await PoolClient.run(port: port) { client in
                #expect(await client.send().error?.code == .replyTooLarge)
            }
        }
    }

    @Test func largeBody() async throws {
        let body = String(repeating: "0123456789abcdef", count: 65_536)
        try await RawServer.run {
            $0.peer.write(.ok(body))
        } body: { server, port in
            try await PoolClient.run(port: port) { client in
                #expect(await client.send().body == body)
                #expect(await client.send().body == body)
            }
            #expect(server.accepted == 1)
        }
    }

    /// Bytes that come when nothing was asked would be the next request's reply.
    @Test(arguments: ["garbage", "HTTP/1.1 200 OK\r\nContent-Le", .ok("unasked")])
    func unaskedBytes(_ bytes: String) async throws {
        try await RawServer.run { request in
            request.peer.write(.ok("\(request.peer.number)"))
            guard request.peer.number == 0 else { return }
            request.peer.channel.eventLoop.execute { request.peer.write(bytes) }
        } body: { server, port in
            try await PoolClient.run(port: port) { client in
                #expect(await client.send().body == "0")
                await server.waitForClosings()
                #expect(await client.send().body == "1")
            }
        }
    }
}
