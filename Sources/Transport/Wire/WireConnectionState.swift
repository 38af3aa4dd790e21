internal import NIOCore
internal import NIOHTTP1

/// What one connection expects, and what it has of the reply; without I/O.
struct WireConnectionState {
    /// Each can also become `closed`.
    private enum State {
        /// The TLS handshake is under way; becomes `idle`.
        case securing
        /// Nothing is expected; becomes `awaiting`.
        case idle
        /// A request was written; becomes `reading`.
        case awaiting(Expectation)
        /// The head came; becomes `complete`.
        case reading(WireReply, Expectation, isReusable: Bool)
        /// The end came. The reply is handed on when all bytes that were read with it have been
        /// looked at: were there more, they would be taken for the next reply. Becomes `idle`.
        case complete(WireReply, Expectation, isReusable: Bool)
        case closed
    }

    /// What the request says of its reply.
    struct Expectation {
        /// The reply has no body, whatever its head says.
        var isHead = false
        /// The body is handed on as it comes.
        var isStream = false
    }

    enum Output {
        case none
        case ready
        case reply(WireReply, isReusable: Bool)
        case head(status: Int, headers: HTTPHeaders)
        case bytes(ByteBuffer)
        case end
        /// The connection is to be closed.
        case fail(TransportError)
    }

    private let limits: WireLimits
    private var state: State
    /// Bytes of a stream were handed on, and no more are wanted yet.
    private(set) var isPaused = false

    init(limits: WireLimits, isSecure: Bool) {
        self.limits = limits
        state = isSecure ? .securing : .idle
    }

    var isClosed: Bool {
        if case .closed = state { true } else { false }
    }

    /// Whether bytes that are read now are nobody's.
    var expectsNothing: Bool {
        switch state {
        case .idle, .complete: true
        case .securing, .awaiting, .reading, .closed: false
        }
    }

    /// Whether a reply is expected of which nothing was read.
    var awaitsReply: Bool {
        if case .awaiting = state { true } else { false }
    }

    /// Whether a reply is expected of which nothing was read, and with a body if its head says so.
    var awaitsWholeReply: Bool {
        if case .awaiting(let expectation) = state {
            !expectation.isHead && !expectation.isStream
        } else {
            false
        }
    }

    mutating func secured() -> Output {
        guard case .securing = state else { return .none }
        state = .idle
        return .ready
    }

    /// A request is written now.
    mutating func sent(_ expectation: Expectation) {
        guard case .idle = state else {
            preconditionFailure("a request was given to a connection that is not idle")
        }
        state = .awaiting(expectation)
    }

    mutating func close() {
        state = .closed
    }

    // MARK: What is read

    /// A whole reply came at once; only while ``awaitsWholeReply``.
    mutating func received(_ whole: PlainReply) {
        guard case .awaiting(let expectation) = state else {
            preconditionFailure("a reply is handed to a connection that awaits none")
        }
        let reply = WireReply(
            status: whole.status, fields: ReplyFields(lines: whole.fields), body: whole.body)
        state = .complete(reply, expectation, isReusable: true)
    }

    mutating func received(_ head: HTTPResponseHead) -> Output {
        guard case .awaiting(let expectation) = state else { return unexpected() }
        let status = Int(head.status.code)
        // A status below 100 has no meaning; 101 would end the protocol (RFC 9110, section 15).
        guard (200...599).contains(status) else {
            return fail(.malformedReply, "the reply has the status \(status)")
        }
        let reply = WireReply(status: status, headers: head.headers)
        if !expectation.isStream, !expectation.isHead,
            head.announces(moreThan: limits.maximumBody)
        {
            return tooLarge()
        }
        state = .reading(
            reply, expectation, isReusable: head.keepsConnection(isHead: expectation.isHead))
        return expectation.isStream ? .head(status: status, headers: head.headers) : .none
    }

    /// A part of the body came.
    ///
    /// That of a stream has no limit here: the socket is not read while the reader pauses, but
    /// for what the kernel holds at the end of the connection.
    mutating func received(_ part: consuming ByteBuffer) -> Output {
        switch take() {
        case .reading(var reply, let expectation, let isReusable):
            let size = reply.body.readableBytes + part.readableBytes
            guard expectation.isStream || size <= limits.maximumBody else {
                return tooLarge()
            }
            if reply.body.readableBytes == 0 {
                // Nearly every body comes in one piece, which is kept without a copy.
                reply.body = part
            } else {
                reply.body.writeImmutableBuffer(part)
            }
            state = .reading(reply, expectation, isReusable: isReusable)
            return .none
        case let other:
            state = other
            return unexpected()
        }
    }

    mutating func receivedEnd() -> Output {
        switch take() {
        case .reading(let reply, let expectation, let isReusable):
            state = .complete(reply, expectation, isReusable: isReusable)
            return .none
        case let other:
            state = other
            return unexpected()
        }
    }

    /// All that was read at once has been looked at.
    ///
    /// - Parameter isClean: the parser is not within a message that nobody asked for.
    mutating func readCompleted(isClean: Bool) -> Output {
        switch take() {
        case .complete(let reply, let expectation, let isReusable) where !expectation.isStream:
            let isReusable = isReusable && isClean
            state = isReusable ? .idle : .closed
            return .reply(reply, isReusable: isReusable)
        case .idle where !isClean:
            state = .idle
            return unexpected()
        case let other:
            state = other
            return handOn()
        }
    }

    /// The reader of a stream wants more.
    mutating func resume() -> Output {
        isPaused = false
        return handOn()
    }

    // MARK: The end

    /// The connection broke, or what was read is no HTTP; it is to be closed.
    mutating func failed(_ error: any Error) -> Output {
        switch take() {
        case .securing:
            return .fail(WireFailure.securing(error))
        case .idle, .awaiting, .reading:
            return .fail(WireFailure.exchanging(error, limits: limits))
        case .complete(let reply, let expectation, _):
            // The reply is there; only what follows it is strange.
            state = .complete(reply, expectation, isReusable: false)
            return .none
        case .closed:
            return .none
        }
    }

    /// The connection was closed from the other end.
    mutating func disconnected() -> Output {
        switch take() {
        case .securing:
            return .fail(TransportError(.tlsFailed, "closed by the endpoint within the handshake"))
        case .idle:
            return fail(.connectionLost, "the endpoint closed the connection")
        case .awaiting:
            return fail(.connectionLost, "the endpoint closed the connection without a reply")
        case .reading:
            return fail(.connectionLost, "the endpoint closed the connection within the reply")
        case .complete(let reply, let expectation, _):
            if !expectation.isStream {
                return .reply(reply, isReusable: false)
            }
            state = .complete(reply, expectation, isReusable: false)
            return handOn()
        case .closed:
            return .none
        }
    }
}

extension WireConnectionState {
    /// Takes the state out, so that what it holds is changed in place and not copied; whoever
    /// puts none back has closed the connection.
    private mutating func take() -> State {
        var taken = State.closed
        swap(&taken, &state)
        return taken
    }

    /// Hands on what a stream has, unless its reader still has enough.
    private mutating func handOn() -> Output {
        guard !isPaused else { return .none }
        switch take() {
        case .reading(var reply, let expectation, let isReusable)
        where expectation.isStream && reply.body.readableBytes > 0:
            let bytes = reply.body
            reply.body = ByteBuffer()
            state = .reading(reply, expectation, isReusable: isReusable)
            isPaused = true
            return .bytes(bytes)
        case .complete(var reply, let expectation, _) where expectation.isStream:
            guard reply.body.readableBytes > 0 else {
                return .end
            }
            let bytes = reply.body
            reply.body = ByteBuffer()
            state = .complete(reply, expectation, isReusable: false)
            isPaused = true
            return .bytes(bytes)
        case let other:
            state = other
            return .none
        }
    }

    private mutating func unexpected() -> Output {
        switch take() {
        case .closed:
            return .none
        case .complete(let reply, let expectation, _):
            state = .complete(reply, expectation, isReusable: false)
            return .none
        case .securing, .idle, .awaiting, .reading:
            return fail(.malformedReply, "the endpoint sent more than one reply")
        }
    }

    private mutating func fail(_ code: TransportError.Code, _ words: String) -> Output {
        state = .closed
        return .fail(TransportError(code, words, effect: .possible))
    }

    private mutating func tooLarge() -> Output {
        fail(.replyTooLarge, "the reply's body is larger than \(limits.maximumBody) bytes")
    }
}
