internal import Foundation
package import NIOCore
internal import NIOFoundationCompat
package import NIOHTTP1
package import Steps

/// Makes a result of a reply: its meaning, the parts that are wanted, and words for people.
package struct ReplyReader {
    let call: Call
    /// The secret that was sent, which some nodes repeat.
    var secret: String?

    /// Reads the replies to a call.
    package init(call: Call, secret: String?) {
        self.call = call
        self.secret = secret
    }

    /// What a reply means, and the parts of it that are wanted.
    ///
    /// - Parameter headers: looked at if something of them is wanted.
    package func result(
        status: Int, headers: @autoclosure () -> HTTPHeaders, body: ByteBuffer?
    ) -> CallResult {
        let outcome = call.statuses.outcome(of: status)
        var result = CallResult(outcome, status: status, detail: detail(status, body))
        // A good status can still be none, if the reply does not say what is expected.
        if outcome != .succeeded || !call.captures.isEmpty {
            result.retryAfter = retryAfter(headers())
        }
        guard !call.captures.isEmpty else { return result }
        do {
            result.reply = try captured(status: status, headers: headers(), body: body)
        } catch  where outcome == .succeeded {
            // The node says yes in words that cannot be read: nothing is known for sure.
            result.outcome = .unknown
            result.detail = "HTTP \(status), and the body that is needed is not JSON"
        } catch {}
        return result
    }

    private func detail(_ status: Int, _ body: ByteBuffer?) -> String {
        // A secret that the cut would halve is seen whole.
        let length = 512 + (secret?.utf8.count ?? 0)
        let start = body.map { $0.readableBytesView.prefix(length) }
        let text = start.map { Excerpt.of(redacted(String(decoding: $0, as: UTF8.self))) } ?? ""
        return text.isEmpty ? "HTTP \(status)" : "HTTP \(status) \(text)"
    }

    /// A text without the secret.
    ///
    /// By scalars: a mark behind the secret is one character with its last letter.
    private func redacted(_ text: String) -> String {
        guard let secret else { return text }
        return String(
            text.unicodeScalars.replacing(
                secret.unicodeScalars, with: "<secret>".unicodeScalars))
    }

    /// Only a number of seconds is understood; a date would depend on two clocks.
    private func retryAfter(_ headers: HTTPHeaders) -> Milliseconds? {
        guard let text = headers.first(name: "retry-after"), let seconds = Int64(text),
            seconds >= 0
        else { return nil }
        return .seconds(min(seconds, 86_400))
    }

    private func captured(
        status: Int, headers: HTTPHeaders, body: ByteBuffer?
    ) throws -> CapturedReply {
        var reply: CapturedReply = [:]
        let bodies = call.captures.bodies
        let values =
            bodies.isEmpty
            ? [:] : try JSONValues.read(bodies, in: Data(buffer: body ?? ByteBuffer()))
        for path in call.captures {
            switch path {
            case .status: reply[path] = .integer(Int64(status))
            case .header(let name):
                reply[path] = headers.first(name: name).map { .string(Excerpt.of(redacted($0))) }
            case .body(let parts):
                reply[path] = values[parts].map { value in
                    if case .string(let text) = value { return .string(redacted(text)) }
                    return value
                }
            }
        }
        return reply
    }
}
