import NIOCore
import NIOPosix
import TestProcesses

/// A connection that a test writes to and reads from as it likes.
final class TestConnection: Sendable {
    /// How a connection ended.
    enum End: Equatable, Sendable {
        case closed
        case reset
    }

    private struct State {
        /// What came and was not taken.
        var received = ""
        var end: End?
    }

    private let channel: any Channel
    private let state: Watched<State>

    /// Connects to a port.
    init(to port: Int) async throws {
        let state = Watched(State())
        self.state = state
        channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Recorder(state))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
    }

    func send(_ text: String) async throws {
        try await channel.writeAndFlush(ByteBuffer(string: text))
    }

    func close() async {
        try? await channel.close()
    }

    /// Waits until the text arrives, and takes all up to its end.
    @discardableResult
    func receive(to text: String) async throws -> String {
        try await state.wait(for: "receiving \(text)") { $0.received.contains(text) }
        return state.change { state in
            guard let range = state.received.firstRange(of: text) else { return "" }
            defer { state.received.removeSubrange(..<range.upperBound) }
            return String(state.received[..<range.upperBound])
        }
    }

    /// Waits for the end of the connection, and takes what came before it.
    func rest() async throws -> (text: String, end: End) {
        let state = try await state.wait(for: "the end of a connection") { $0.end != nil }
        return (state.received, state.end ?? .closed)
    }

    private final class Recorder: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let state: Watched<State>

        init(_ state: Watched<State>) {
            self.state = state
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let bytes = unwrapInboundIn(data)
            state.change { $0.received += String(buffer: bytes) }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            state.change { $0.end = .reset }
            context.close(promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) {
            state.change { $0.end = $0.end ?? .closed }
        }
    }
}
