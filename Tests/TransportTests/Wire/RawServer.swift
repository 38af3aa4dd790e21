import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A TCP server that answers whatever bytes a test wants, whenever it wants.
final class RawServer: Sendable {
    /// One connection, counted from zero.
    struct Peer: Sendable {
        let number: Int
        let channel: any Channel

        func write(_ text: String) {
            channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
        }

        /// Each byte goes out on its own.
        func writeSingly(_ bytes: [UInt8]) async throws {
            for byte in bytes { try await channel.writeAndFlush(ByteBuffer(bytes: [byte])) }
        }

        func close() { channel.close(promise: nil) }
    }

    struct Request: Sendable {
        let peer: Peer
        /// As it came, head and body.
        let text: String
        /// Counted from zero on its connection.
        let number: Int
    }

    private let answer: @Sendable (Request) -> Void
    private let count = Atomic(0)
    private let closings: AsyncStream<Void>
    private let closingFeed: AsyncStream<Void>.Continuation

    private init(answer: @escaping @Sendable (Request) -> Void) {
        self.answer = answer
        (closings, closingFeed) = AsyncStream.makeStream()
    }

    /// Connections that were accepted so far.
    var accepted: Int { count.load(ordering: .sequentiallyConsistent) }

    /// Runs a server for as long as a test needs it.
    ///
    /// - Parameter answer: called with each request, on the loop of its connection.
    static func run<Result>(
        host: String = "127.0.0.1", tls: NIOSSLContext? = nil,
        answer: @escaping @Sendable (Request) -> Void,
        body: (RawServer, _ port: Int) async throws -> Result
    ) async throws -> Result {
        let server = RawServer(answer: answer)
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try server.accept(channel, tls: tls) }
            }
            .bind(host: host, port: 0).get()
        do {
            let result = try await body(server, channel.localAddress?.port ?? 0)
            try await channel.close()
            return result
        } catch {
            try? await channel.close()
            throw error
        }
    }

    /// Waits until as many connections have ended since the last wait.
    func waitForClosings(_ count: Int = 1) async {
        var iterator = closings.makeAsyncIterator()
        for _ in 0..<count { _ = await iterator.next() }
    }

    private func accept(_ channel: any Channel, tls: NIOSSLContext?) throws {
        let number = count.add(1, ordering: .sequentiallyConsistent).oldValue
        channel.closeFuture.whenComplete { _ in self.closingFeed.yield() }
        let pipeline = channel.pipeline.syncOperations
        if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
        try pipeline.addHandler(
            RawServerHandler(peer: Peer(number: number, channel: channel), answer: answer))
    }
}

/// Cuts what comes into requests.
private final class RawServerHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let peer: RawServer.Peer
    private let answer: @Sendable (RawServer.Request) -> Void
    private var received = ByteBuffer()
    private var requests = 0

    init(peer: RawServer.Peer, answer: @escaping @Sendable (RawServer.Request) -> Void) {
        self.peer = peer
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received.writeImmutableBuffer(unwrapInboundIn(data))
        while let request = nextRequest() {
            answer(RawServer.Request(peer: peer, text: request, number: requests))
            requests += 1
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func nextRequest() -> String? {
        let text = String(buffer: received)
        guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
        let head = text[..<end.upperBound]
        let length =
            head.split(separator: "\r\n").first { $0.hasPrefix("Content-Length: ") }
            .flatMap { Int($0.dropFirst(16)) } ?? 0
        return received.readString(length: head.utf8.count + length)
    }
}
