internal import NIOCore
internal import NIOHTTP1

/// What a ``ConnectionPool`` knows of a request until that has ended.
struct Exchange {
    enum Purpose {
        case request(completion: (Result<WireReply, TransportError>) -> Void)
        case stream(idleTimeout: TimeAmount, handler: WireStreamHandler)
        /// Nothing is written; the connection is all that is wanted.
        case connection(completion: (Result<Void, TransportError>) -> Void)
    }

    let purpose: Purpose
    let method: HTTPMethod
    /// What is written; `nil`: nothing.
    var bytes: ByteBuffer?
    /// When it ends by itself; that of a stream moves.
    var deadline: NIODeadline
    /// Where it was written; `nil`: nowhere yet.
    var connection: WireConnection?

    /// What it may have done by now.
    var effect: TransportError.Effect { connection == nil ? .none : .possible }

    var expectation: WireConnectionState.Expectation {
        var expectation = WireConnectionState.Expectation(isHead: method == .HEAD)
        if case .stream = purpose { expectation.isStream = true }
        return expectation
    }
}
