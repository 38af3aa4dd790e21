import NIOCore
import NIOHTTP1

/// Lets messages be written whose bodies are bytes: the codec takes files too, which cannot be sent
/// from other tasks.
final class ByteBufferParts<Head: Equatable & Sendable>: ChannelOutboundHandler {
    typealias OutboundIn = HTTPPart<Head, ByteBuffer>
    typealias OutboundOut = HTTPPart<Head, IOData>

    func write(
        context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
    ) {
        let part: OutboundOut =
            switch unwrapOutboundIn(data) {
            case .head(let head): .head(head)
            case .body(let bytes): .body(.byteBuffer(bytes))
            case .end(let trailers): .end(trailers)
            }
        context.write(wrapOutboundOut(part), promise: promise)
    }
}
