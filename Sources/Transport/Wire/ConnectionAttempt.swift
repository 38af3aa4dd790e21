internal import NIOCore
internal import NIOPosix

/// The making of one connection, through the addresses of its host.
///
/// Belongs to the event loop of its pool; that is what makes it safe to share.
final class ConnectionAttempt: @unchecked Sendable {
    private let target: WireTarget
    private let limits: WireLimits
    /// Those that are tried.
    private var channels: [any Channel] = []
    /// Set once it is made, while the TLS handshake is under way.
    var connection: WireConnection?
    /// Ends a TLS handshake that takes too long.
    var alarm: Scheduled<Void>?
    private(set) var isCancelled = false

    init(target: WireTarget, limits: WireLimits) {
        self.target = target
        self.limits = limits
    }

    /// Begins; the channel is not secured yet.
    ///
    /// - Parameter makeChannel: makes the channel; `nil`: it is a socket.
    func start(
        on loop: any EventLoop, _ makeChannel: (() -> any Channel)?
    ) -> EventLoopFuture<any Channel> {
        if let makeChannel { return connect(makeChannel()) }
        let bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(TimeAmount(limits.connectTimeout))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try self.prepare(channel) }
            }
        if let address = target.address { return bootstrap.connect(to: address) }
        return bootstrap.connect(host: target.host, port: target.port)
    }

    /// Closes whatever there is of it.
    func cancel() {
        isCancelled = true
        alarm?.cancel()
        connection?.close(atOnce: true)
        for channel in channels { channel.close(promise: nil) }
        channels = []
    }

    private func connect(_ channel: any Channel) -> EventLoopFuture<any Channel> {
        do {
            try prepare(channel)
            let address = try target.address ?? SocketAddress(unixDomainSocketPath: target.host)
            return channel.connect(to: address).map { channel }
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
        }
    }

    private func prepare(_ channel: any Channel) throws {
        guard !isCancelled else { throw ChannelError.ioOnClosedChannel }
        channels.append(channel)
        try WireConnection.install(in: channel, target: target, limits: limits)
    }
}
