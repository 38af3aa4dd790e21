import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import NIOPosix

/// An endpoint that answers everything with `PONG`, until it is made to hang or to go away.
final class PongServer: Sendable {
    let port: Int
    private let channel: any Channel
    private let connections = NIOLockedValueBox<[any Channel]>([])
    private let hangs = NIOLockedValueBox(false)

    init(port: Int = 0) async throws {
        let connections = connections
        let hangs = hangs
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.backlog, value: 1024)
            .childChannelInitializer { channel in
                connections.withLockedValue { $0.append(channel) }
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler(hangs))
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
        self.port = channel.localAddress?.port ?? 0
    }

    var url: String { "http://127.0.0.1:\(port)" }

    /// Keeps connections, and answers nothing any more.
    func hang() {
        hangs.withLockedValue { $0 = true }
    }

    /// Goes away with all its connections.
    func stop() async {
        try? await channel.close()
        for connection in connections.withLockedValue({ $0 }) {
            try? await connection.close()
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let hangs: NIOLockedValueBox<Bool>

        init(_ hangs: NIOLockedValueBox<Bool>) {
            self.hangs = hangs
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard case .end = unwrapInboundIn(data), !hangs.withLockedValue({ $0 }) else { return }
            let head = HTTPResponseHead(
                version: .http1_1, status: .ok, headers: ["content-length": "4"])
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(
                wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: "PONG")))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}
