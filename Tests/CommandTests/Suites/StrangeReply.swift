import Testing

/// A way to answer, and what is known of the request's effect afterwards.
struct StrangeReply: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let outcome: String
    let behavior: ScriptedNode.Behavior

    private init(_ what: String, _ outcome: String, _ behavior: ScriptedNode.Behavior) {
        testDescription = what
        self.outcome = outcome
        self.behavior = behavior
    }

    private static func status(_ line: String, _ headers: String = "", body: String = "{}")
        -> String
    {
        "HTTP/1.1 \(line)\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\(headers)"
            + "\r\n\(body)"
    }

    static let all = [
        StrangeReply("closes without a word", "unknown", .reply("")),
        StrangeReply("resets without a word", "unknown", .reset("")),
        StrangeReply("never answers", "unknown", .hang("")),
        StrangeReply("stops in the head", "unknown", .hang("HTTP/1.1 200 OK\r\nContent-")),
        StrangeReply(
            "stops in the body", "unknown", .hang("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{")),
        StrangeReply(
            "closes in the body", "unknown",
            .reply("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{")),
        StrangeReply(
            "resets in the body", "unknown",
            .reset("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{")),
        StrangeReply("drips", "unknown", .drip(status("200 OK", body: "{\"b\":1}"))),
        StrangeReply(
            "never ends", "unknown",
            .flood(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                rest: "1000\r\n" + String(repeating: "x", count: 4_096) + "\r\n")),
        StrangeReply(
            "has a huge body", "unknown",
            .flood(
                "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n",
                rest: String(repeating: "x", count: 65_536))),
        StrangeReply(
            "has endless headers", "unknown",
            .flood("HTTP/1.1 200 OK\r\n", rest: "X-More: and more\r\n")),
        StrangeReply("speaks no HTTP", "unknown", .reply("SSH-2.0-OpenSSH_9.2\r\n")),
        StrangeReply("sends binary garbage", "unknown", .reply("\u{0}\u{1}\u{2}\u{3}\r\n\r\n")),
        StrangeReply(
            "says to go on, for ever", "unknown",
            .flood("HTTP/1.1 100 Continue\r\n\r\n", rest: "HTTP/1.1 100 Continue\r\n\r\n")),
        StrangeReply(
            "switches protocols", "unknown",
            .hang("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n")),
        StrangeReply(
            "lies about its length", "unknown",
            .reply("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}")),
        StrangeReply(
            "has two lengths", "unknown",
            .reply("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}")),
        StrangeReply("answers 099", "unknown", .reply(status("099 What"))),
        StrangeReply("answers 000", "unknown", .reply(status("000 What"))),
        StrangeReply("answers 999", "unknown", .reply(status("999 What"))),
        StrangeReply("answers 408", "unknown", .reply(status("408 Request Timeout"))),
        StrangeReply(
            "answers 429 with a negative pause", "unknown",
            .reply(status("429 Slow down", "Retry-After: -5\r\n"))),
        StrangeReply(
            "answers 503 with a huge pause", "unknown",
            .reply(status("503 No", "Retry-After: 99999999999999999999\r\n"))),
        StrangeReply("answers 500", "unknown", .reply(status("500 Oops"))),
        StrangeReply(
            "redirects", "unknown",
            .reply(status("307 Elsewhere", "Location: http://127.0.0.1:1/\r\n"))),
        StrangeReply("is not JSON where it is due", "unknown", .reply(status("200 OK", body: "<"))),
        StrangeReply("is empty where JSON is due", "unknown", .reply(status("200 OK", body: ""))),
        StrangeReply("answers 409", "rejected", .reply(status("409 Conflict"))),
        StrangeReply("answers 400 with no JSON", "rejected", .reply(status("400 No", body: "<"))),
        StrangeReply("answers twice", "succeeded", .reply(status("200 OK") + status("500 Oops"))),
    ]
}
