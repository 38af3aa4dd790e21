import Foundation
import GRDB
import TestProcesses
import Testing

/// Nodes, and `sagactl` with a journal on a disk that fails.
struct DiskBench: Sendable {
    static let groups = 4
    private static let nodes = 3

    let directory: String
    private let cluster: RunningCommand

    /// Makes a bench, and takes everything away at the end, whatever happens.
    static func with(_ body: (DiskBench) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory
            .appending(path: "saga-disk-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: directory + "/disk", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let bench = try await DiskBench(directory: directory)
        do {
            try await body(bench)
        } catch {
            await bench.cluster.destroy()
            throw error
        }
        await bench.cluster.destroy()
    }

    private init(directory: String) async throws {
        self.directory = directory
        let command = try RunningCommand(
            try Binary.groupcluster.path,
            [
                "--nodes", "\(Self.nodes)", "--port", "0", "--random-behavior", "0", "--database",
                directory + "/nodes.sqlite", "--log-level", "error",
            ], environment: [:], directory: directory, deadline: .seconds(600))
        cluster = command
        try await eventually("the nodes are served") { command.output.contains("\n") }
        var text = "nodes:\n"
        for word in command.output.split(whereSeparator: \.isWhitespace).dropFirst() {
            let parts = word.split(separator: "=", maxSplits: 1)
            text += "  \(parts[0]):\n    endpoints: [{ url: '\(parts[1])' }]\n"
            text += "    headers: { node: \(parts[0]) }\n    maxRequestLifetime: 100ms\n"
        }
        try Data(text.utf8).write(to: URL(filePath: directory + "/cluster.yaml"))
    }

    /// The journal of a run below the disk that fails.
    func journal(_ run: Int) -> String { directory + "/disk/journal-\(run)" }

    /// The arguments that submit a run's groups.
    func submission(_ run: Int) -> [String] {
        let first = run * Self.groups
        let workflow = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "workflows/create-group.yaml").path
        return [
            "submit", workflow, "--range", "groupId=\(first)..\(first + Self.groups - 1)", "--job",
            "run-\(run)", "-o", "json", "--quiet",
        ]
    }

    /// Runs `sagactl` to its end.
    ///
    /// - Parameters:
    ///   - fault: what fails, if anything does.
    ///   - fileSize: how long a file may be, if that is bounded.
    func sagactl(
        _ arguments: [String], run: Int, fault: DiskFault? = nil, fileSize: Int? = nil
    ) async throws -> CommandResult {
        let sagactl = try Binary.sagactl.path
        var environment = [
            "PATH": "/usr/bin:/bin", "HOME": directory, "LANG": "C", "SAGA_JOURNAL": journal(run),
            "SAGA_CLUSTER": directory + "/cluster.yaml",
        ]
        if let fault {
            environment["LD_PRELOAD"] =
                URL(filePath: sagactl).deletingLastPathComponent().path + "/libDiskShim.so"
            environment["DISK_SHIM_ROOT"] = directory + "/disk"
            environment["DISK_SHIM_FAULTS"] = fault.description
            environment["DISK_SHIM_FAULT_LOG"] = faultLog(run)
        }
        let bound = fileSize.map { ["/usr/bin/prlimit", "--fsize=\($0)"] } ?? []
        let words = bound + [sagactl] + arguments
        return try await RunningCommand(
            words[0], Array(words.dropFirst()), environment: environment, directory: directory,
            deadline: .seconds(90)
        ).result()
    }

    /// Whether the fault of a run came to pass.
    func wasReached(_ run: Int) -> Bool {
        FileManager.default.fileExists(atPath: faultLog(run))
    }

    private func faultLog(_ run: Int) -> String { directory + "/faults-\(run)" }

    /// Recovers without faults: all of the run is done once, and nothing is damaged.
    func checkRecovery(
        _ run: Int, after result: CommandResult, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let situation = "run \(run) after \(result)"
        if FileManager.default.fileExists(atPath: journal(run)) {
            let verified = try await sagactl(["journal", "verify"], run: run)
            #expect(verified.code == 0, "\(situation): \(verified)", sourceLocation: sourceLocation)
            let resumed = try await sagactl(["resume", "--quiet"], run: run)
            #expect(resumed.code == 0, "\(situation): \(resumed)", sourceLocation: sourceLocation)
        }
        let again = try await sagactl(submission(run), run: run)
        #expect(again.code == 0, "\(situation): \(again)", sourceLocation: sourceLocation)
        let listed = try await sagactl(["list", "-o", "jsonl"], run: run)
        let sagas = try listed.jsonLines()
        #expect(
            sagas.count == Self.groups, "\(situation): \(listed)", sourceLocation: sourceLocation)
        #expect(
            sagas.allSatisfy { $0["status"] as? String == "completed" }, "\(situation): \(listed)",
            sourceLocation: sourceLocation)
        let effects = try await effects(of: run)
        #expect(effects == Self.groups * Self.nodes, "\(situation)", sourceLocation: sourceLocation)
    }

    /// How many creations of a run's groups took effect, on all nodes together.
    private func effects(of run: Int) async throws -> Int {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        let queue = try DatabaseQueue(
            path: directory + "/nodes.sqlite", configuration: configuration)
        let groups = (run * Self.groups..<(run + 1) * Self.groups).map { "'\($0)'" }
        return try await queue.read { database in
            let tables = try String.fetchAll(
                database, sql: "SELECT name FROM sqlite_master WHERE name LIKE '%ledger%'")
            return try tables.filter { !$0.hasPrefix("sqlite_") }.reduce(0) { sum, table in
                let count = try Int.fetchOne(
                    database,
                    sql: """
                        SELECT count(*) FROM \(table) WHERE applied AND method = 'POST'
                            AND groupId IN (\(groups.joined(separator: ",")))
                        """)
                return sum + (count ?? 0)
            }
        }
    }
}
