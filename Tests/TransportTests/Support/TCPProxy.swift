import NIOCore
import NIOPosix

/// Stands between a client and a server on loopback, and misbehaves like a network.
final class TCPProxy: Sendable {
    /// What it does with connections, those that there are and those that come.
    enum Mode: Equatable, Sendable {
        /// Forwards everything.
        case pass
        /// Closes its port and its connections, as when a server's process is gone.
        case refuse
        /// Accepts connections and forwards nothing; what waits is forwarded when the mode changes,
        /// unless the client has left by then.
        case blackhole
        /// Resets connections as soon as they are made.
        case reset
        /// Forwards what the server sends one byte at a time.
        case drip(every: Duration)

        fileprivate var forwards: Bool {
            switch self {
            case .pass, .drip: true
            case .refuse, .blackhole, .reset: false
            }
        }
    }

    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    private let current: Watched<Mode>
    private let listener: LoopbackListener

    /// Starts forwarding from a free port to the target's.
    init(to target: Int) async throws {
        let current = Watched(Mode.pass)
        self.current = current
        listener = try await LoopbackListener { channel in
            let client = try Connection(wrappingChannelSynchronously: channel)
            return { try? await Self.serve(client, target: target, mode: current) }
        }
    }

    var port: Int { listener.port }
    var url: String { "http://127.0.0.1:\(port)" }
    var mode: Mode { current.value }

    /// How many connections were accepted so far.
    var connections: Watched<Int> { listener.accepted }

    /// Behaves otherwise from now on; returns when it does.
    func set(_ mode: Mode) async throws {
        current.change { $0 = mode }
        switch mode {
        case .refuse:
            await listener.close()
        case .reset:
            try await listener.open()
            await listener.closeConnections(resets: true)
        case .pass, .blackhole, .drip:
            try await listener.open()
        }
    }

    /// Ends the connections that there are.
    func killConnections() async {
        await listener.closeConnections()
    }

    /// Ends for good.
    func close() async {
        await listener.close()
    }

    private static func serve(
        _ client: Connection, target: Int, mode: Watched<Mode>
    ) async throws {
        try await client.executeThenClose { fromClient, toClient in
            if mode.value == .reset { return await LoopbackListener.makeReset(client.channel) }
            try await mode.wait { $0.forwards }
            let server = try await ClientBootstrap(group: client.channel.eventLoop)
                .connect(host: "127.0.0.1", port: target) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try Connection(wrappingChannelSynchronously: channel)
                    }
                }
            try await server.executeThenClose { fromServer, toServer in
                try await withThrowingTaskGroup(of: Void.self) { pumps in
                    pumps.addTask {
                        try await pump(fromClient, toServer, mode, drips: false)
                    }
                    pumps.addTask {
                        try await pump(fromServer, toClient, mode, drips: true)
                    }
                    // One side's end is the end of both.
                    defer { pumps.cancelAll() }
                    try await pumps.next()
                }
            }
        }
    }

    private static func pump(
        _ source: NIOAsyncChannelInboundStream<ByteBuffer>,
        _ sink: NIOAsyncChannelOutboundWriter<ByteBuffer>, _ mode: Watched<Mode>, drips: Bool
    ) async throws {
        for try await bytes in source {
            var rest = bytes
            while rest.readableBytes > 0 {
                let now = try await mode.wait { $0.forwards }
                guard drips, case .drip(let interval) = now else {
                    try await sink.write(rest)
                    break
                }
                if let byte = rest.readSlice(length: 1) { try await sink.write(byte) }
                try await pause(interval, in: now, mode)
            }
        }
    }

    /// Waits for as long as said, or until the mode is another one.
    private static func pause(
        _ interval: Duration, in now: Mode, _ mode: Watched<Mode>
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await Task.sleep(for: interval) }
            tasks.addTask { try await mode.wait { $0 != now } }
            defer { tasks.cancelAll() }
            try await tasks.next()
        }
    }
}
