internal import NIOCore
internal import NIOHTTP1

/// Refuses replies with a status below 100 before the HTTP client sees them.
///
/// The client takes such a head for an informational one, which has no body, and ends the process
/// when one follows: a single strange node would stop all sagas, again after every resume.
final class ReplyHeadGuard: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias InboundOut = HTTPClientResponsePart

    /// A status that HTTP does not have (RFC 9110, section 15).
    struct InvalidStatus: Error, CustomStringConvertible {
        let status: UInt

        var description: String { "the reply has the status \(status)" }
    }

    private var isRefusing = false

    /// Puts a guard behind the decoder of a new connection.
    @Sendable static func install(in channel: any Channel) -> EventLoopFuture<Void> {
        channel.eventLoop.submit {
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPResponseDecoder>.self)
            try pipeline.addHandler(ReplyHeadGuard(), position: .after(decoder))
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefusing else { return }
        if case .head(let head) = unwrapInboundIn(data), head.status.code < 100 {
            isRefusing = true
            context.fireErrorCaught(InvalidStatus(status: head.status.code))
            return context.close(promise: nil)
        }
        context.fireChannelRead(data)
    }
}
