/// What goes wrong with one request.
package struct Fault: Equatable, Sendable {
    /// When it goes wrong, seen from the request's effect.
    package enum Kind: String, CaseIterable, Codable, Sendable {
        /// Nothing is done, and an error is answered.
        case before
        /// It is done, and an error is answered.
        case after
        /// It is done, and the connection is closed without a reply.
        case drop
        /// An error is answered at once, and it is done ``Fault/lateness`` later.
        case late
    }

    /// When it goes wrong.
    package let kind: Kind
    /// The status answered; a dropped reply answers none.
    package let status: Int

    /// How long after its reply a `late` request has its effect: long enough for a saga to have
    /// sent the compensation.
    static let lateness = Duration.milliseconds(300)

    /// Creates a fault.
    package init(kind: Kind, status: Int) {
        self.kind = kind
        self.status = status
    }

    /// Whether the request has its effect before it is answered.
    var hasEffectFirst: Bool { kind == .after || kind == .drop }

    /// What is answered instead of the node's own reply; nil if the connection is closed.
    var reply: Reply? {
        switch kind {
        case .drop: nil
        case .before, .after, .late: ReplyError(status, Self.message(of: status)).reply
        }
    }

    /// The message does not give away whether anything was done: a real node's would not.
    private static func message(of status: Int) -> String {
        switch status {
        case 408: "Request Timeout"
        case 500: "Internal Server Error"
        default: "Failed on purpose"
        }
    }
}
