import NIOCore
import NIOHTTP1

/// What a ``ScriptedServer`` answers.
struct ScriptedReply: Sendable {
    /// Hands on pieces of a body.
    typealias Write = @Sendable (ByteBuffer) async throws -> Void

    /// What is sent after the head.
    enum Body: Sendable {
        case bytes(ByteBuffer)
        /// Chunks, until the closure returns.
        case stream(@Sendable (Write) async throws -> Void)
    }

    /// What becomes of the connection.
    enum Connection: Sendable {
        case staysOpen
        /// Closed after the reply, which says so.
        case closes
        /// Closed after the reply, which does not say so.
        case breaks
        /// Closed in place of a reply.
        case breaksUnanswered
    }

    var status = 200
    var headers: HTTPHeaders = [:]
    var body = Body.bytes(ByteBuffer())
    /// How long the reply is held back.
    var delay = Duration.zero
    var connection = Connection.staysOpen

    /// A reply with a text.
    static func text(
        _ text: String, status: Int = 200, headers: HTTPHeaders = [:], delay: Duration = .zero
    ) -> ScriptedReply {
        ScriptedReply(
            status: status, headers: headers, body: .bytes(ByteBuffer(string: text)),
            delay: delay)
    }

    /// No reply but the end of the connection.
    static let none = ScriptedReply(connection: .breaksUnanswered)
}
