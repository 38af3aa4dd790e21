import Foundation
import SagaTesting
import TestProcesses

/// What one test works on: a folder of its own, its nodes, and `sagactl` with a journal there.
struct Bench: Sendable {
    let directory: String
    let cluster: RunningCluster
    /// The probability of faults that the nodes were started with.
    let randomBehavior: Double
    /// The folder of the journal.
    private(set) var journal: String

    /// Makes a bench, and takes everything away at the end, whatever happens.
    static func with(
        _ settings: ClusterSettings = ClusterSettings(),
        _ body: (Bench) async throws -> Void
    ) async throws {
        try await Folder.with { directory in
            let cluster = try await RunningCluster(settings, directory: directory)
            let bench = Bench(
                directory: directory, cluster: cluster, randomBehavior: settings.randomBehavior,
                journal: directory + "/journal")
            do {
                try write(cluster.file(settings), to: bench.clusterFile)
                try await body(bench)
            } catch {
                await cluster.stop()
                throw error
            }
            await cluster.stop()
        }
    }

    /// Puts groups on nodes as somebody else than a saga would, with no faults meanwhile.
    ///
    /// - Returns: what the nodes hold then.
    @discardableResult
    func plant(_ groups: [Int: String?], on nodes: [String]) async throws -> Evidence.Contents {
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
    func with(journal name: String) -> Bench {
        var bench = self
        bench.journal = directory + "/" + name
        return bench
    }

    var clusterFile: String { directory + "/cluster.yaml" }

    /// Runs `sagactl` to its end.
    @discardableResult
    func sagactl(
        _ arguments: String..., environment: [String: String] = [:], input: String? = nil
    ) async throws -> CommandResult {
        try await start(arguments, environment: environment, input: input).result()
    }

    /// Starts `sagactl`.
    func start(
        _ arguments: [String], environment: [String: String] = [:], input: String? = nil,
        holdsInput: Bool = false, deadline: Duration = .seconds(90)
    ) throws -> RunningCommand {
        let own = ["SAGA_JOURNAL": journal, "SAGA_CLUSTER": clusterFile]
        return try Sagactl.start(
            arguments, directory: directory,
            environment: own.merging(environment) { _, other in other }, input: input,
            holdsInput: holdsInput, deadline: deadline)
    }

    /// Writes a file into the bench's folder and returns its path.
    func file(_ name: String, _ text: String) throws -> String {
        let path = directory + "/" + name
        try Self.write(text, to: path)
        return path
    }

    private static func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
    }
}

/// Starts `sagactl` without the settings of whoever runs the tests.
enum Sagactl {
    static func start(
        _ arguments: [String], directory: String, environment: [String: String] = [:],
        input: String? = nil, holdsInput: Bool = false, deadline: Duration = .seconds(90)
    ) throws -> RunningCommand {
        let plain = ["PATH": "/usr/bin:/bin", "HOME": directory, "LANG": "C"]
        return try RunningCommand(
            try Binary.sagactl.path, arguments,
            environment: plain.merging(environment) { _, other in other }, directory: directory,
            input: input.map { Array($0.utf8) }, holdsInput: holdsInput, deadline: deadline)
    }
}

/// A folder that lives as long as a test.
enum Folder {
    static func with<Value>(_ body: (String) async throws -> Value) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "saga-test-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try await body(folder)
    }
}
