internal import NIOCore

/// Stands between the socket and the parser, which need not see what is plain.
final class WireFront: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// What reads the bytes; until the channel is gone.
    var connection: WireConnection?
    private var context: ChannelHandlerContext?

    /// Sends bytes past the parser.
    func write(_ bytes: ByteBuffer) {
        context?.writeAndFlush(NIOAny(bytes), promise: nil)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        connection = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if let connection, connection.take(unwrapInboundIn(data)) { return }
        context.fireChannelRead(data)
    }
}
