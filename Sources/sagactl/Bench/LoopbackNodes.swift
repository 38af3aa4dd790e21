internal import NIOCore
internal import NIOPosix

/// A server in this process that answers every request with 201 and holds nothing: the cheapest
/// nodes that there can be, on an event loop of their own.
final class LoopbackNodes: Sendable {
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let channel: any Channel

    /// Starts to listen on a free port.
    init() async throws {
        channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1_024)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Answer())
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    /// Under which it answers.
    var url: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)" }

    /// Ends it, with its connections.
    func stop() async throws {
        try await channel.close()
        try await group.shutdownGracefully()
    }

    /// Reads as much of HTTP/1.1 as this program's own client writes.
    private final class Answer: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private static let reply = ByteBuffer(
            string: "HTTP/1.1 201 Created\r\ncontent-length: 7\r\n\r\nCREATED")
        private static let end = Array("\r\n\r\n".utf8)
        private static let length = Array("\r\ncontent-length:".utf8)

        private var received = ByteBuffer()

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            var part = unwrapInboundIn(data)
            received.writeBuffer(&part)
            while let length = requestLength() {
                received.moveReaderIndex(forwardBy: length)
                context.write(wrapOutboundOut(Self.reply), promise: nil)
            }
            received.discardReadBytes()
        }

        func channelReadComplete(context: ChannelHandlerContext) {
            context.flush()
        }

        /// The bytes of the first request, if all of it is there.
        private func requestLength() -> Int? {
            let bytes = received.readableBytesView
            var head = 0
            var body = 0
            for index in bytes.indices where bytes[index] == UInt8(ascii: "\r") {
                let rest = bytes[index...]
                if rest.starts(with: Self.end) {
                    head = index - bytes.startIndex + Self.end.count
                    break
                }
                if rest.starts(with: Self.length, by: { $0 | 0x20 == $1 | 0x20 }) {
                    body = rest.dropFirst(Self.length.count).drop { $0 == UInt8(ascii: " ") }
                        .prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
                        .reduce(0) { min(1 << 20, $0 * 10 + Int($1 - UInt8(ascii: "0"))) }
                }
            }
            guard head > 0, bytes.count >= head + body else { return nil }
            return head + body
        }
    }
}
