import Foundation
import NIOCore
import NIOPosix
import Synchronization
import TestProcesses

/// Listens on a port of the loopback interface that can be closed and opened again.
final class LoopbackListener: Sendable {
    /// Sets a connection up, on its event loop, and returns what is done with it in a task.
    typealias Accept = @Sendable (any Channel) throws -> @Sendable () async -> Void

    private struct State {
        var port = 0
        var server: (any Channel)?
        var connections: [ObjectIdentifier: any Channel] = [:]
    }

    /// How many connections there have been.
    let accepted = Watched(0)
    private let accept: Accept
    private let state = Mutex(State())

    /// Opens a port that is free.
    init(_ accept: @escaping Accept) async throws {
        self.accept = accept
        for attempt in 1... {
            let port = LoopbackPort.take()
            state.withLock { $0.port = port }
            do {
                try await open()
                break
            } catch let error as IOError
                where error.errnoCode == EADDRINUSE && attempt < LoopbackPort.attempts
            {
                continue
            }
        }
    }

    var port: Int { state.withLock { $0.port } }

    /// Opens the port, the same as ever, unless it is open.
    func open() async throws {
        guard state.withLock({ $0.server }) == nil else { return }
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            // Nothing is accepted before the server is known, or it would be taken for closed.
            .serverChannelOption(.autoRead, value: false)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try self.take(channel) }
            }
            .bind(host: "127.0.0.1", port: port).get()
        state.withLock { $0.server = server }
        try await server.setOption(.autoRead, value: true).get()
    }

    /// Closes the port, so that whoever connects is refused; connections stay.
    func closePort() async {
        let server = state.withLock { state in
            defer { state.server = nil }
            return state.server
        }
        try? await server?.close()
    }

    /// Ends all connections.
    ///
    /// - Parameter resets: whether the other side is told of an error, and not of an end.
    func closeConnections(resets: Bool = false) async {
        for channel in state.withLock({ Array($0.connections.values) }) {
            if resets { await Self.makeReset(channel) }
            try? await channel.close()
        }
    }

    /// Closes the port and ends all connections.
    func close() async {
        await closePort()
        await closeConnections()
    }

    /// Makes the end of a connection a reset.
    static func makeReset(_ channel: any Channel) async {
        let options = channel as? any SocketOptionProvider
        try? await options?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
    }

    private func take(_ channel: any Channel) throws {
        let isOpen = state.withLock { state in
            guard state.server != nil else { return false }
            state.connections[ObjectIdentifier(channel)] = channel
            return true
        }
        guard isOpen else { throw ChannelError.alreadyClosed }
        let work = try accept(channel)
        let task = Task { await work() }
        channel.closeFuture.whenComplete { _ in
            task.cancel()
            self.state.withLock { $0.connections[ObjectIdentifier(channel)] = nil }
        }
        accepted.change { $0 += 1 }
    }
}
