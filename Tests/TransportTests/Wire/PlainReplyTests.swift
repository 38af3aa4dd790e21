import NIOCore
import NIOHTTP1
import Testing

@testable import Transport

/// What is read without the parser, and what is left to it.
@Suite struct PlainReplyTests {
    private static let limits: WireLimits = {
        var limits = WireLimits()
        limits.maximumHead = 200
        limits.maximumHeaderCount = 3
        limits.maximumBody = 10
        return limits
    }()

    private static func read(_ text: String) -> PlainReply? {
        PlainReply(ByteBuffer(string: text), limits: limits)
    }

    @Test func plainRepliesAreRead() throws {
        let reply = try #require(
            Self.read(
                "HTTP/1.1 201 Made it\r\nTimestamp:  17\r\nconnection: Keep-Alive\r\n"
                    + "CONTENT-length: 5\r\n\r\nhello"))
        #expect(reply.status == 201 && String(buffer: reply.body) == "hello")
        let headers = ReplyFields(lines: reply.fields).headers
        #expect(
            headers.map { "\($0.name)=\($0.value)" } == [
                "Timestamp=17", "connection=Keep-Alive", "CONTENT-length=5",
            ])
    }

    @Test(
        "what is not plain is left to the parser",
        arguments: [
            "", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\n",
            // Of another version, status or ending.
            "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
            "http/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 100 Continue\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 204 Nothing\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 304 Old\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 600 OK\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 2OO OK\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 0\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\n",
            // Of another length than it says, or too long.
            "HTTP/1.1 200 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabc",
            "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nabcdefghijk",
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 0x2\r\n\r\nab",
            "HTTP/1.1 200 OK\r\nContent-Length: 2 \r\n\r\nab",
            "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "HTTP/1.1 200 OK\r\nA: \(String(repeating: "x", count: 200))\r\n"
                + "Content-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\na: 1\r\nb: 2\r\nc: 3\r\nContent-Length: 0\r\n\r\n",
            // With headers that change how it is read, or that are none.
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nConnection: keep-alive, x\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nUpgrade: x\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nA : 1\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\n a: 1\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\n: 1\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\na\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\na: b\u{1}\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\na: ü\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\na: b \r\nContent-Length: 0\r\n\r\n",
        ])
    func leftToTheParser(text: String) {
        #expect(Self.read(text) == nil)
    }
}
