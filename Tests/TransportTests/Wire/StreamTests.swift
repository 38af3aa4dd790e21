import NIOCore
import NIOHTTP1
import Testing

@testable import Transport

/// Replies that are read as they come.
@Suite struct StreamTests {
    private static let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

    @Test(
        arguments: [
            (chunked + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", 200, "abcde", nil),
            ("HTTP/1.1 200 OK\r\n\r\nall", 200, "all", nil),
            (.ok(""), 200, "", nil),
            ("HTTP/1.1 503 No\r\nContent-Length: 2\r\n\r\nno", 503, "no", nil),
            ("HTTP/1.1 204 No Content\r\n\r\n", 204, "", nil),
            (.ok("ok") + .ok("again"), 200, "ok", nil),
            ("", nil, "", .connectionLost),
            ("HTTP/1.1 099 X\r\n\r\n", nil, "", .malformedReply),
            (chunked + "zz\r\n", 200, "", .malformedReply),
            (.ok(headers: String(repeating: "A: b\r\n", count: 300)), nil, "", .replyTooLarge),
        ] as [(String, Int?, String, TransportError.Code?)])
    func ends(
        _ bytes: String, _ status: Int?, _ body: String, _ code: TransportError.Code?
    ) async throws {
        try await RawServer.run { request in
            request.peer.write(bytes)
            request.peer.close()
        } body: { server, port in
            try await PoolClient.run(port: port) { client in
                let reader = try await StreamReader.start(client)
                let rest = try await reader.rest()
                #expect((rest.status, rest.body) == (status, body))
                #expect(rest.error?.code == code)
                #expect(rest.error == nil || rest.error?.effect == .possible)
            }
        }
    }

    /// Bytes are handed on when they come, not when they are many.
    @Test func pieces() async throws {
        let doorman = Doorman()
        try await RawServer.run(answer: doorman.answer) { _, port in
            try await PoolClient.run(port: port) { client in
                let reader = try await StreamReader.start(client)
                let peer = try await doorman.next().peer
                peer.write(Self.chunked)
                guard case .head(200, _)? = await reader.next() else { throw CancellationError() }
                for piece in ["one", "two", "six"] {
                    peer.write("3\r\n\(piece)\r\n")
                    guard case .bytes(let bytes)? = await reader.next() else {
                        throw CancellationError()
                    }
                    #expect(String(buffer: bytes) == piece)
                    try await reader.readMore()
                }
                peer.write("0\r\n\r\n")
                #expect(try await reader.rest().error == nil)
            }
        }
    }

    /// Nothing more comes, and the server cannot send it all, until the reader asks for it.
    @Test func backpressure() async throws {
        let body = String(repeating: "0123456789abcdef", count: 1 << 20)
        try await RawServer.run { request in
            request.peer.write(request.peer.number == 0 ? .ok(body) : .ok())
        } body: { _, port in
            try await PoolClient.run(port: port) { client in
                let reader = try await StreamReader.start(client)
                guard case .head? = await reader.next(),
                    case .bytes(let first)? = await reader.next()
                else { throw CancellationError() }
                for _ in 0..<50 { #expect(await client.send().body == "ok") }
                try await reader.readMore()
                guard case .bytes(let second)? = await reader.next() else {
                    throw CancellationError()
                }
                // Both came from one look at the socket each.
                #expect(first.readableBytes + second.readableBytes < 1 << 20)
                try await reader.readMore()
                let rest = try await reader.rest()
                #expect(rest.error == nil)
                #expect(
                    first.readableBytes + second.readableBytes + rest.body.utf8.count
                        == body.utf8.count)
            }
        }
    }

    /// What came before the end is read first.
    @Test func endWhilePaused() async throws {
        try await RawServer.run { request in
            let channel = request.peer.channel
            channel.writeAndFlush(ByteBuffer(string: "HTTP/1.1 200 OK\r\n\r\nfirst"))
                .flatMap { channel.writeAndFlush(ByteBuffer(string: "second")) }
                .whenComplete { _ in request.peer.close() }
        } body: { server, port in
            try await PoolClient.run(port: port) { client in
                let reader = try await StreamReader.start(client)
                await server.waitForClosings()
                let rest = try await reader.rest()
                #expect(rest.body == "firstsecond")
                #expect(rest.error == nil)
            }
        }
    }

    @Test func silence() async throws {
        try await RawServer.run {
            $0.peer.write(Self.chunked + "1\r\na\r\n")
        } body: {
            server, port in
            try await PoolClient.run(port: port) { client in
                let reader = try await StreamReader.start(client, idleTimeout: .milliseconds(50))
                let rest = try await reader.rest()
                #expect(rest.error?.code == .deadlineExceeded)
                await server.waitForClosings()
            }
        }
    }

    @Test func givingUp() async throws {
        try await RawServer.run {
            $0.peer.write(Self.chunked)
        } body: { server, port in
            try await PoolClient.run(port: port) { client in
                let cancelled = try await StreamReader.start(client)
                _ = await cancelled.next()
                try await client.expectCounts([0, 0, 0])
                try await cancelled.cancel()
                #expect(try await cancelled.rest().error?.code == .cancelled)
                let abandoned = try await StreamReader.start(client)
                _ = await abandoned.next()
                try await client.onLoop { $0.abandon("dead") }
                #expect(try await abandoned.rest().error?.code == .endpointLost)
                let closed = try await StreamReader.start(client)
                _ = await closed.next()
                try await client.shutdown()
                #expect(try await closed.rest().error?.code == .closed)
                await server.waitForClosings(3)
            }
        }
    }
}
