import Foundation
package import SagaTesting
package import TestProcesses

/// What one test works on: a folder of its own, its nodes, and `sagactl` with a journal there.
package struct Bench: Sendable {
    package let directory: String
    package let cluster: RunningCluster
    /// The probability of faults that the nodes were started with.
    package let randomBehavior: Double
    /// Whether the nodes keep the wire barrier.
    package let barrier: Bool
    private let commands = StartedCommands()
    /// The folder of the journal.
    package private(set) var journal: String

    /// Makes a bench, and takes everything away at the end, whatever happens.
    package static func with(
        _ settings: ClusterSettings = ClusterSettings(),
        _ body: (Bench) async throws -> Void
    ) async throws {
        try await Folder.with { directory in
            let bench = try await Bench(settings, directory: directory)
            do {
                try await body(bench)
            } catch {
                try? await bench.stop()
                throw error
            }
            try await bench.stop()
        }
    }

    /// Starts nodes in a folder; ``stop()`` ends them.
    package init(_ settings: ClusterSettings, directory: String) async throws {
        self.directory = directory
        cluster = try await RunningCluster(settings, directory: directory)
        randomBehavior = settings.randomBehavior
        barrier = settings.barrier
        journal = directory + "/journal"
        try Self.write(cluster.file(settings), to: clusterFile)
    }

    /// Ends the nodes, and whatever a test that failed has left running.
    package func stop() async throws {
        await commands.destroy()
        try await cluster.stop()
    }

    /// Puts groups on nodes as somebody else than a saga would, with no faults meanwhile.
    ///
    /// - Returns: what the nodes hold then.
    @discardableResult
    package func plant(_ groups: [Int: String?], on nodes: [String]) async throws
        -> Evidence.Contents
    {
        try await cluster.control(#"{"randomBehavior": 0}"#)
        for node in nodes {
            for (group, timestamp) in groups {
                try await cluster.plant(group: group, timestamp: timestamp, on: node)
            }
        }
        try await cluster.control(#"{"randomBehavior": \#(randomBehavior)}"#)
        return try await cluster.contents()
    }

    /// The same nodes with another journal.
    package func with(journal name: String) -> Bench {
        var bench = self
        bench.journal = directory + "/" + name
        return bench
    }

    package var clusterFile: String { directory + "/cluster.yaml" }

    /// Runs `sagactl` to its end.
    @discardableResult
    package func sagactl(
        _ arguments: String..., environment: [String: String] = [:], input: String? = nil
    ) async throws -> CommandResult {
        try await start(arguments, environment: environment, input: input).result()
    }

    /// Starts `sagactl`.
    package func start(
        _ arguments: [String], environment: [String: String] = [:], input: String? = nil,
        holdsInput: Bool = false, deadline: Duration = .seconds(90)
    ) throws -> RunningCommand {
        let own = ["SAGA_JOURNAL": journal, "SAGA_CLUSTER": clusterFile]
        let command = try Sagactl.start(
            arguments, directory: directory,
            environment: own.merging(environment) { _, other in other }, input: input,
            holdsInput: holdsInput, deadline: deadline)
        commands.add(command)
        return command
    }

    /// Writes a file into the bench's folder and returns its path.
    package func file(_ name: String, _ text: String) throws -> String {
        let path = directory + "/" + name
        try Self.write(text, to: path)
        return path
    }

    private static func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
    }
}
