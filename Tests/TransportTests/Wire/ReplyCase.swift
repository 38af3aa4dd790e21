import NIOHTTP1
import Testing

@testable import Transport

/// What a server answers, and what is made of it; a body may have 1,000 bytes, a head 4,096.
struct ReplyCase: Sendable, CustomTestStringConvertible {
    enum Ending: Sendable, Equatable {
        /// Status and body; the connection is used again.
        case kept(Int, String)
        /// Status and body; the connection is not used again.
        case once(Int, String)
        case failure(TransportError.Code)
    }

    let name: String
    let bytes: String
    let ending: Ending
    var closes = false
    var method = HTTPMethod.GET

    var testDescription: String { name }

    init(
        _ name: String, _ bytes: String, _ ending: Ending, closes: Bool = false,
        method: HTTPMethod = .GET
    ) {
        self.name = name
        self.bytes = bytes
        self.ending = ending
        self.closes = closes
        self.method = method
    }
}

extension ReplyCase {
    private static let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

    static let good: [ReplyCase] = [
        ReplyCase("length", .ok("hello"), .kept(200, "hello")),
        ReplyCase("empty", .ok(""), .kept(200, "")),
        ReplyCase("error", "HTTP/1.1 503 No\r\nContent-Length: 2\r\n\r\nno", .kept(503, "no")),
        ReplyCase("599", "HTTP/1.1 599 X\r\nContent-Length: 0\r\n\r\n", .kept(599, "")),
        ReplyCase("chunked", chunked + "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", .kept(200, "abcde")),
        ReplyCase("trailers", chunked + "1\r\na\r\n0\r\nA: b\r\n\r\n", .kept(200, "a")),
        ReplyCase("until close", "HTTP/1.1 200 OK\r\n\r\nall", .once(200, "all"), closes: true),
        ReplyCase("HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", .once(200, "ok")),
        ReplyCase(
            "HTTP/1.0 keep-alive",
            "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok",
            .once(200, "ok")),
        ReplyCase("close", .ok(headers: "Connection: close\r\n"), .once(200, "ok")),
        ReplyCase(
            "redirect", "HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n",
            .kept(302, "")),
        ReplyCase("204", "HTTP/1.1 204 No Content\r\n\r\n", .kept(204, "")),
        ReplyCase("304", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", .kept(304, "")),
        ReplyCase(
            "HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", .kept(200, ""), method: .HEAD
        ),
        ReplyCase("HEAD without length", "HTTP/1.1 200 OK\r\n\r\n", .kept(200, ""), method: .HEAD),
        ReplyCase(
            "HEAD close", "HTTP/1.1 200 OK\r\nConnection: Close\r\n\r\n", .once(200, ""),
            method: .HEAD),
        ReplyCase(
            "informational", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 X\r\nA: b\r\n\r\n" + .ok(),
            .kept(200, "ok")),
        ReplyCase(
            "body at the limit", .ok(String(repeating: "x", count: 1_000)),
            .kept(200, String(repeating: "x", count: 1_000))),
    ]

    static let bad: [ReplyCase] = [
        ReplyCase(
            "000", "HTTP/1.1 000 X\r\nContent-Length: 2\r\n\r\nok", .failure(.malformedReply)),
        ReplyCase(
            "099", "HTTP/1.1 099 X\r\nContent-Length: 2\r\n\r\nok", .failure(.malformedReply)),
        ReplyCase(
            "101", "HTTP/1.1 101 X\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nabc",
            .failure(.malformedReply)),
        ReplyCase("600", "HTTP/1.1 600 X\r\nContent-Length: 0\r\n\r\n", .failure(.malformedReply)),
        ReplyCase("999", "HTTP/1.1 999 X\r\nContent-Length: 0\r\n\r\n", .failure(.malformedReply)),
        ReplyCase(
            "1000", "HTTP/1.1 1000 X\r\nContent-Length: 0\r\n\r\n", .failure(.malformedReply)),
        ReplyCase(
            "HTTP/2", "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n", .failure(.malformedReply)),
        ReplyCase("garbage", "\u{16}\u{3}\u{1}\u{0}SSH-2.0-OpenSSH\r\n", .failure(.malformedReply)),
        ReplyCase("chunk broken", chunked + "3\r\nabcX\r\n", .failure(.malformedReply)),
        ReplyCase("chunk size", chunked + "zz\r\n", .failure(.malformedReply)),
        ReplyCase(
            "two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            .failure(.malformedReply)),
        ReplyCase("nothing", "", .failure(.connectionLost), closes: true),
        ReplyCase(
            "within the head", "HTTP/1.1 200 OK\r\nConte", .failure(.connectionLost), closes: true),
        ReplyCase(
            "short", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", .failure(.connectionLost),
            closes: true),
        ReplyCase("within a chunk", chunked + "9\r\nabc", .failure(.connectionLost), closes: true),
        ReplyCase(
            "large head", .ok(headers: "A: \(String(repeating: "x", count: 5_000))\r\n"),
            .failure(.replyTooLarge)),
        ReplyCase(
            "large heads",
            .ok(
                headers: String(repeating: "A: \(String(repeating: "x", count: 90))\r\n", count: 60)
            ), .failure(.replyTooLarge)),
        ReplyCase(
            "257 headers", .ok(headers: String(repeating: "A: b\r\n", count: 256)),
            .failure(.replyTooLarge)),
        ReplyCase(
            "large trailers",
            chunked + "0\r\n" + String(repeating: "A: b\r\n", count: 300) + "\r\n",
            .failure(.replyTooLarge)),
        ReplyCase(
            "announced too large", "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n",
            .failure(.replyTooLarge)),
        ReplyCase(
            "absurdly announced", "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\n",
            .failure(.replyTooLarge)),
        ReplyCase(
            "large chunks",
            chunked
                + String(repeating: "ff\r\n\(String(repeating: "x", count: 255))\r\n", count: 9),
            .failure(.replyTooLarge)),
        ReplyCase(
            "endless", "HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 1_001),
            .failure(.replyTooLarge)),
    ]

    static let trailing: [ReplyCase] = [
        ReplyCase("two replies", .ok("one") + .ok("two"), .once(200, "one")),
        ReplyCase("a reply and a half", .ok("one") + "HTTP/1.1 200 OK\r\nX", .once(200, "one")),
        ReplyCase("a reply and garbage", .ok("one") + "garbage", .once(200, "one")),
        ReplyCase(
            "close and garbage", .ok("one", headers: "Connection: close\r\n") + "garbage",
            .once(200, "one")),
        ReplyCase("204 with a body", "HTTP/1.1 204 No Content\r\n\r\nbody", .once(204, "")),
    ]
}
