internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import Steps
internal import Workers

extension FuzzTarget {
    /// What is made of a node's reply: the first line has the status and then headers, each behind
    /// a tab; the rest is the body.
    static let replies = FuzzTarget("replies", longest: 2_048, stretchedTo: 1 << 17) {
        bytes throws(FuzzFinding) in
        let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
        let body = ByteBuffer(bytes: bytes.dropFirst(line.count + 1))
        let parts = text(Array(line)).split(separator: "\t", omittingEmptySubsequences: false)
        let status = parts.first.flatMap { Int($0) } ?? 200
        var headers = HTTPHeaders()
        for part in parts.dropFirst() {
            let pair = part.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            // The wire takes no other names.
            guard pair[0].utf8.allSatisfy({ $0 < 0x80 }) else { continue }
            headers.add(name: String(pair[0]), value: pair.count == 2 ? String(pair[1]) : "")
        }
        let reader = ReplyReader(call: call, secret: secret)
        let result = reader.result(status: status, headers: headers, body: body)
        try expect(
            result.status == status && result.outcome != .unreachable, "a reply is a reply")
        try expect(
            result.outcome == rules.outcome(of: status)
                || (rules.outcome(of: status) == .succeeded && result.outcome == .unknown),
            "a body makes nothing succeed")
        try expect(result.detail.unicodeScalars.count < 200, "words for people are short")
        try expect(
            result.detail.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F },
            "words for people are one line without escapes")
        let shown = [result.detail] + result.reply.values.map(\.description)
        try expect(!shown.contains(where: holdsSecret), "a secret that is repeated is taken out")
        if let retryAfter = result.retryAfter {
            try expect(
                (0...86_400_000).contains(retryAfter.rawValue), "a wait is no longer than a day")
        }
        let again = reader.result(status: status, headers: headers, body: body)
        try expect(result == again || isNotANumber(result), "a reply has one meaning")
    }

    private static let secret = "s3cr3t-t0k3n"
    private static let rules = StatusRules(succeeded: [200, 201], rejected: [409])

    private static let call = Call(
        saga: SagaID(microseconds: 1, random: 2),
        instance: StepInstance(step: "s", node: "n"), kind: .action, attempt: 1,
        operation: .http(Call.Request(method: "GET", path: "/")), statuses: rules,
        timeout: .seconds(1),
        captures: [
            .status, .header("etag"), .body([]), .body(["a"]), .body(["a", "0"]),
            .body(["a", "0", "b"]), .body(["99999999999999999999"]),
        ])

    /// By bytes: a mark behind the secret would make its last letter another character.
    private static func holdsSecret(_ text: String) -> Bool {
        Array(text.utf8).firstRange(of: Array(secret.utf8)) != nil
    }

    private static func isNotANumber(_ result: CallResult) -> Bool {
        result.reply.values.contains {
            if case .number(let number) = $0 { number.isNaN } else { false }
        }
    }
}
