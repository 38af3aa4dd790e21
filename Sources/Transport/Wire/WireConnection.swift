internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL
internal import NIOTLS

/// One connection: the last handler of its channel, behind the parser of HTTP.
///
/// Belongs to the event loop of its channel, which is that of its pool.
final class WireConnection: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    private let front: WireFront
    private let limits: WireLimits
    private let decoder: HTTPResponseDecoder
    private let serverHostname: String?
    private var state: WireConnectionState
    private var context: ChannelHandlerContext?
    /// What was written last.
    private var exchange: ExchangeID?
    private var method = HTTPMethod.GET
    /// Whether the parser has seen anything since then.
    private var isParsing = false
    /// A read that the reader of a stream does not want yet.
    private var isReadPending = false
    /// Who is told; `nil` before the connection is made, and if another one was faster.
    private var owner: (pool: ConnectionPool, id: ConnectionID)?

    private init(
        front: WireFront, decoder: HTTPResponseDecoder, target: WireTarget, limits: WireLimits
    ) {
        self.front = front
        self.limits = limits
        self.decoder = decoder
        serverHostname = target.serverHostname
        state = WireConnectionState(limits: limits, isSecure: target.tls != nil)
    }

    /// Puts the handlers into a new channel.
    static func install(
        in channel: any Channel, target: WireTarget, limits: WireLimits
    ) throws {
        var heads = NIOHTTPDecoderLimitConfiguration()
        heads.maxHeaderFieldSize = limits.maximumHead
        heads.maxHeaderListSize = limits.maximumHead
        heads.maxHeaderFieldCount = limits.maximumHeaderCount
        let decoder = HTTPResponseDecoder(
            leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .drop,
            limitConfiguration: heads)
        let pipeline = channel.pipeline.syncOperations
        if let tls = target.tls {
            try pipeline.addHandler(
                NIOSSLClientHandler(context: tls.context, serverHostname: target.serverHostname))
        }
        let front = WireFront()
        let connection = WireConnection(
            front: front, decoder: decoder, target: target, limits: limits)
        front.connection = connection
        try pipeline.addHandler(front)
        try pipeline.addHandler(ByteToMessageHandler(decoder))
        try pipeline.addHandler(connection)
    }

    /// Tells a pool of everything from now on.
    ///
    /// - Returns: whether the connection can still be used.
    func attach(to pool: ConnectionPool, as id: ConnectionID) -> Bool {
        guard !state.isClosed, context?.channel.isActive == true else { return false }
        owner = (pool, id)
        return true
    }

    /// Writes a request; the connection must be idle.
    func write(
        _ bytes: ByteBuffer, by method: HTTPMethod, of exchange: ExchangeID,
        expectation: WireConnectionState.Expectation
    ) {
        state.sent(expectation)
        self.exchange = exchange
        self.method = method
        isParsing = false
        front.write(bytes)
    }

    /// Reads what can be read without the parser.
    ///
    /// - Returns: whether the parser has nothing to do with it.
    func take(_ bytes: ByteBuffer) -> Bool {
        let isFirst = !isParsing && state.awaitsReply
        if isFirst, state.awaitsWholeReply, let reply = PlainReply(bytes, limits: limits) {
            state.received(reply)
            return true
        }
        // What the reply is to says whether it has a body.
        if isFirst {
            let head = HTTPRequestHead(version: .http1_1, method: method, uri: "/")
            decoder.write(data: .head(head))
        }
        isParsing = true
        return false
    }

    /// Lets the reader of a stream have more.
    func resume() {
        perform(state.resume())
        guard !state.isPaused, isReadPending else { return }
        isReadPending = false
        context?.read()
    }

    /// Closes the connection; nothing but that is told of it any more.
    ///
    /// - Parameter atOnce: without TLS's farewell, which a dead endpoint would let it wait for.
    func close(atOnce: Bool) {
        state.close()
        guard let context else { return }
        let tls =
            atOnce
            ? try? context.pipeline.syncOperations.context(
                handlerType: NIOSSLClientHandler.self) : nil
        // An operation of a handler's context begins behind that handler.
        (tls ?? context).close(mode: .all, promise: nil)
    }

    // MARK: Events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    /// Channels that are closed before they were told to be active are not told to be inactive.
    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        perform(state.disconnected())
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent {
            perform(
                isForHost(context)
                    ? state.secured() : state.failed(NIOSSLExtraError.failedToValidateHostname))
        }
        if case .inputClosed? = event as? ChannelEvent { perform(state.disconnected()) }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): perform(state.received(head))
        case .body(let part): perform(state.received(part))
        case .end: perform(state.receivedEnd())
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        let isClean = !isParsing || !state.expectsNothing || isBetweenMessages(context)
        perform(state.readCompleted(isClean: isClean))
    }

    func read(context: ChannelHandlerContext) {
        if state.isPaused { isReadPending = true } else { context.read() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        perform(state.failed(error))
    }

    func channelInactive(context: ChannelHandlerContext) {
        perform(state.disconnected())
    }

    // MARK: Parts

    private func isForHost(_ context: ChannelHandlerContext) -> Bool {
        guard let serverHostname else { return true }
        let certificate = try? context.pipeline.syncOperations.nioSSL_peerCertificate()
        return CertificateName.isVerified(serverHostname, by: certificate)
    }

    /// Whether the parser has no part of a further reply.
    ///
    /// It tells nobody of a head until that is complete, and would go on with it in the next
    /// reply; but it is not content with an end of the connection there.
    private func isBetweenMessages(_ context: ChannelHandlerContext) -> Bool {
        var nothing = ByteBuffer()
        do {
            _ = try decoder.decodeLast(context: context, buffer: &nothing, seenEOF: true)
            return true
        } catch {
            return false
        }
    }

    /// The state has moved on already: whoever is told may come back with the next request.
    private func perform(_ output: WireConnectionState.Output) {
        guard let (pool, id) = owner else {
            if case .fail = output { close(atOnce: true) }
            return
        }
        switch output {
        case .none: return
        case .ready: return pool.secured(id)
        case .fail(let error):
            close(atOnce: true)
            return pool.broke(id, error)
        case .reply, .head, .bytes, .end: break
        }
        guard let exchange else { return }
        switch output {
        case .reply(let reply, let isReusable):
            if !isReusable { close(atOnce: false) }
            pool.replied(reply, to: exchange, on: id, isReusable: isReusable)
        case .head(let status, let headers): pool.streamBegan(status, headers, of: exchange)
        case .bytes(let bytes): pool.streamed(bytes, of: exchange)
        case .end:
            close(atOnce: false)
            pool.streamEnded(exchange, on: id)
        case .none, .ready, .fail: break
        }
    }
}
