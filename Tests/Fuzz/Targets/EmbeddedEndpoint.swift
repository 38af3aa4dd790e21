internal import NIOCore
internal import NIOEmbedded
internal import Transport

/// A pool whose connections lead nowhere: what comes over the last of them is given by hand.
final class EmbeddedEndpoint {
    let pool: ConnectionPool
    private let loop: EmbeddedEventLoop
    private let channels = Channels()

    private final class Channels {
        var last: EmbeddedChannel?
    }

    init(limits: WireLimits) {
        let loop = EmbeddedEventLoop()
        self.loop = loop
        pool = ConnectionPool(
            target: WireTarget(host: "127.0.0.1", port: 80), limits: limits, loop: loop
        ) { [channels] in
            let channel = EmbeddedChannel(loop: loop)
            channels.last = channel
            return channel
        }
    }

    /// Lets all happen that is due.
    func run() {
        loop.run()
    }

    /// Some bytes come, if there still is a connection.
    func deliver(_ bytes: [UInt8]) {
        guard let channel = channels.last, channel.isActive else { return }
        // An error goes through the pipeline as well.
        _ = try? channel.writeInbound(ByteBuffer(bytes: bytes))
        loop.run()
        // What was written is of no interest, and would be kept.
        while let written = try? channel.readOutbound(as: IOData.self) { _ = written }
    }

    /// The endpoint closes the connection.
    func disconnect() {
        guard let channel = channels.last, channel.isActive else { return }
        channel.close(promise: nil)
        loop.run()
    }

    func shutdown() {
        pool.shutdown().whenComplete { _ in }
        loop.run()
    }
}
