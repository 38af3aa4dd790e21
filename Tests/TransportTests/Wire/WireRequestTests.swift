import NIOCore
import NIOHTTP1
import Testing

@testable import Transport

/// What is written, and what is not.
@Suite struct WireRequestTests {
    @Test(arguments: [
        (WireRequest(method: .GET, path: "/a?b=%20"), "GET /a?b=%20 HTTP/1.1\r\nHost: H\r\n\r\n"),
        (
            WireRequest(
                method: .POST, path: "/", headers: ["A": "b c"], body: ByteBuffer(string: "xy")),
            "POST / HTTP/1.1\r\nHost: H\r\nA: b c\r\nContent-Length: 2\r\n\r\nxy"
        ),
        (
            WireRequest(method: .PUT, path: "/"),
            "PUT / HTTP/1.1\r\nHost: H\r\nContent-Length: 0\r\n\r\n"
        ),
        (
            WireRequest(method: .DELETE, path: "/", body: ByteBuffer(string: "x")),
            "DELETE / HTTP/1.1\r\nHost: H\r\nContent-Length: 1\r\n\r\nx"
        ),
    ])
    func written(_ request: WireRequest, _ text: String) async throws {
        let doorman = Doorman()
        try await RawServer.run(answer: doorman.answer) { _, port in
            try await PoolClient.run(port: port) { client in
                let pending = try await client.begin(request)
                let received = try await doorman.next()
                #expect(received.text == text.replacing("Host: H", with: "Host: 127.0.0.1:\(port)"))
                received.peer.write(.ok())
                #expect(try await pending.result.body == "ok")
            }
        }
    }

    @Test(arguments: [
        WireRequest(method: .GET, path: ""),
        WireRequest(method: .GET, path: "a"),
        WireRequest(method: .GET, path: "/a b"),
        WireRequest(method: .GET, path: "/\r\nA: b"),
        WireRequest(method: .GET, path: "/\0"),
        WireRequest(method: .GET, path: "/ä"),
        WireRequest(method: .CONNECT, path: "/"),
        WireRequest(method: .RAW(value: "A B"), path: "/"),
        WireRequest(method: .RAW(value: ""), path: "/"),
        WireRequest(method: .GET, path: "/", headers: ["A": "b\r\nC: d"]),
        WireRequest(method: .GET, path: "/", headers: ["A": "b\n"]),
        WireRequest(method: .GET, path: "/", headers: ["A": "\0"]),
        WireRequest(method: .GET, path: "/", headers: ["A:": "b"]),
        WireRequest(method: .GET, path: "/", headers: ["": "b"]),
        WireRequest(method: .GET, path: "/", headers: ["hOST": "b"]),
        WireRequest(method: .GET, path: "/", headers: ["content-length": "1"]),
        WireRequest(method: .GET, path: "/", headers: ["Transfer-Encoding": "chunked"]),
        WireRequest(method: .GET, path: "/", headers: ["Connection": "close"]),
    ])
    func refused(_ request: WireRequest) async throws {
        try await RawServer.run {
            $0.peer.write(.ok())
        } body: { server, port in
            try await PoolClient.run(port: port) { client in
                let error = await client.send(request).error
                #expect(error?.code == .invalidRequest)
                #expect(error?.effect == TransportError.Effect.none)
                #expect(server.accepted == 0)
            }
        }
    }
}
