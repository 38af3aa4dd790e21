import Foundation
import Synchronization
package import TestProcesses

/// A process of `groupcluster` that serves all nodes, and can be killed and started again.
package final class Replica: Sendable {
    private struct State {
        var command: RunningCommand
        /// Whether it is the test that ended the process.
        var isKilled = false
        var starts = 1
    }

    /// The nodes' base URLs here.
    package let urls: [String: String]
    private let settings: ClusterSettings
    private let directory: String
    private let state: Mutex<State>

    /// Starts on free ports, and waits until the nodes are served.
    ///
    /// - Parameter number: which of the replicas it is; each has faults of its own.
    package init(_ settings: ClusterSettings, directory: String, number: Int) async throws {
        var settings = settings
        settings.seed += number * 1_000
        let (command, urls) = try await Self.start(settings, directory: directory)
        self.settings = settings
        self.directory = directory
        self.urls = urls
        state = Mutex(State(command: command))
    }

    /// The database that replicas share.
    package static func database(in directory: String) -> String {
        directory + "/nodes.sqlite"
    }

    /// Ends it with SIGKILL, and waits until it is gone.
    package func kill() async {
        let command = state.withLock { state in
            state.isKilled = true
            return state.command
        }
        await command.destroy()
    }

    /// Starts it again on the same ports, after ``kill()``.
    package func restart() async throws {
        let port = urls.values.compactMap { URL(string: $0)?.port }.min()
        let starts = state.withLock { $0.starts }
        let command = try await Self.launch(
            settings.arguments(
                database: Self.database(in: directory), port: try found(port, "a port"),
                seed: starts),
            directory: directory)
        state.withLock { $0 = State(command: command, starts: starts + 1) }
    }

    /// Ends it.
    ///
    /// - Returns: what it complained of, or how it had ended by itself; `nil` if all was well.
    package func stop() async -> CommandResult? {
        let (command, isKilled) = state.withLock { ($0.command, $0.isKilled) }
        guard !isKilled else { return nil }
        let wasRunning = command.isRunning
        let result = await command.destroy()
        return wasRunning && result.errors.isEmpty ? nil : result
    }

    /// Finds ports in a row that the process can come back to; other processes may use some.
    private static func start(
        _ settings: ClusterSettings, directory: String
    ) async throws -> (RunningCommand, urls: [String: String]) {
        var attempt = 0
        while true {
            attempt += 1
            let arguments = settings.arguments(
                database: database(in: directory), port: LoopbackPort.take(3))
            do {
                let command = try await launch(arguments, directory: directory)
                return (command, urls(in: command.output))
            } catch let error as ClusterFailed
                where error.result.errors.contains("in use") && attempt < LoopbackPort.attempts
            {
                continue
            }
        }
    }

    private static func launch(
        _ arguments: [String], directory: String
    ) async throws -> RunningCommand {
        let command = try RunningCommand(
            try Binary.groupcluster.path, arguments, environment: ["PATH": "/usr/bin:/bin"],
            directory: directory, deadline: .seconds(7_200))
        do {
            try await eventually("the nodes are served") {
                guard command.isRunning else { throw await ClusterFailed(result: command.result()) }
                return command.output.contains("\n")
            }
        } catch {
            await command.destroy()
            throw error
        }
        return command
    }

    private static func urls(in line: String) -> [String: String] {
        let words = line.split(whereSeparator: \.isWhitespace).dropFirst()
        return Dictionary(
            uniqueKeysWithValues: words.map { word in
                let parts = word.split(separator: "=", maxSplits: 1)
                return (String(parts[0]), String(parts[1]))
            })
    }
}

/// The nodes did not come up, or got into trouble.
package struct ClusterFailed: Error, CustomStringConvertible {
    package let result: CommandResult

    package var description: String { "the nodes are in trouble: \(result)" }
}
