import Foundation
import Synchronization

/// What a test starts, all of which ends with it.
final class TestBed: Sendable {
    private let ends = Mutex<[@Sendable () async -> Void]>([])

    /// Runs a test, and ends in reverse order what it has started.
    static func run(_ test: (TestBed) async throws -> Void) async throws {
        let bed = TestBed()
        do {
            try await test(bed)
        } catch {
            await bed.end()
            throw error
        }
        await bed.end()
    }

    /// Has something done at the end of the test.
    func atEnd(_ end: @escaping @Sendable () async -> Void) {
        ends.withLock { $0.append(end) }
    }

    private func end() async {
        for end in ends.withLock({ $0 }).reversed() { await end() }
    }

    /// Creates an empty folder.
    func directory() throws -> String {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("transport-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
        atEnd { try? FileManager.default.removeItem(atPath: path) }
        return path
    }

    /// Starts a proxy in front of a port.
    func proxy(to port: Int) async throws -> TCPProxy {
        let proxy = try await TCPProxy(to: port)
        atEnd { await proxy.close() }
        return proxy
    }

    /// Starts a server that answers what the closure says.
    func server(_ script: @escaping ScriptedServer.Script) async throws -> ScriptedServer {
        let server = try await ScriptedServer(script)
        atEnd { await server.stop() }
        return server
    }

    /// Starts a server of the log's events.
    func eventServer(_ log: EventLog) async throws -> EventServer {
        let server = try await EventServer(log)
        atEnd { await server.kill() }
        return server
    }

    /// Starts processes of `groupcluster` that are replicas of one another.
    ///
    /// - Parameter arguments: what else each of them is started with.
    func replicas(
        _ count: Int, nodes: Int = 1, arguments: [String] = []
    ) async throws -> [GroupClusterProcess] {
        let directory = try directory()
        var replicas: [GroupClusterProcess] = []
        for _ in 0..<count {
            let replica = GroupClusterProcess(
                directory: directory, nodes: nodes, arguments: arguments)
            atEnd { await replica.end() }
            try await replica.start()
            replicas.append(replica)
        }
        return replicas
    }
}
