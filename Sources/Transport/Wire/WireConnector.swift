internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
internal import NIOTLS

/// Makes connections that speak HTTP/1.1.
struct WireConnector {
    let target: WireTarget
    let limits: WireLimits
    let loop: any EventLoop

    /// Connects, with TLS where that is due, and puts a handler behind the HTTP codec.
    ///
    /// - Returns: the channel, once requests can be written to it; fails with a
    ///   ``TransportError`` without effect.
    func connect(
        _ handler: @escaping @Sendable () -> any ChannelHandler
    ) -> EventLoopFuture<any Channel> {
        let ready = loop.makePromise(of: Void.self)
        let target = target
        let limits = limits
        let bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(limits.connectTimeout)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls = target.tls {
                        try pipeline.addHandler(
                            NIOSSLClientHandler(
                                context: tls.context, serverHostname: target.serverName))
                    }
                    try pipeline.addHandler(HandshakeWatch(ready, expectsTLS: target.tls != nil))
                    try pipeline.addHandler(HTTPRequestEncoder())
                    var bounds = NIOHTTPDecoderLimitConfiguration()
                    bounds.maxHeaderFieldSize = limits.maximumHead
                    bounds.maxHeaderListSize = limits.maximumHead
                    bounds.maxHeaderFieldCount = WireLimits.headers
                    try pipeline.addHandler(
                        ByteToMessageHandler(
                            HTTPResponseDecoder(
                                leftOverBytesStrategy: .dropBytes,
                                informationalResponseStrategy: .drop, limitConfiguration: bounds)))
                    try pipeline.addHandler(handler())
                }
            }
        let connected =
            target.address.map { bootstrap.connect(to: $0) }
            ?? bootstrap.connect(host: target.host, port: target.port)
        // A handshake that hangs is a connection that is not made.
        let timeout = loop.scheduleTask(in: limits.connectTimeout) {
            ready.fail(ChannelError.connectTimeout(limits.connectTimeout))
        }
        ready.futureResult.whenComplete { _ in timeout.cancel() }
        connected.whenFailure { ready.fail($0) }
        return connected.and(ready.futureResult).map { $0.0 }
            .flatMapErrorThrowing { throw WireFailure.connecting($0) }
            .always { result in
                if case .failure = result { connected.whenSuccess { $0.close(promise: nil) } }
            }
    }
}

/// Says when a connection is ready for requests: at once, or after the TLS handshake.
private final class HandshakeWatch: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    private let ready: EventLoopPromise<Void>
    private let expectsTLS: Bool

    init(_ ready: EventLoopPromise<Void>, expectsTLS: Bool) {
        self.ready = ready
        self.expectsTLS = expectsTLS
    }

    func channelActive(context: ChannelHandlerContext) {
        if !expectsTLS { done(context) }
        context.fireChannelActive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? TLSUserEvent, case .handshakeCompleted = event { done(context) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        ready.fail(error)
        context.fireErrorCaught(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        ready.fail(
            TransportError(
                expectsTLS ? .tlsFailed : .connectionRefused,
                "the connection was closed before it could be used"))
        context.fireChannelInactive()
    }

    private func done(_ context: ChannelHandlerContext) {
        ready.succeed()
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }
}
