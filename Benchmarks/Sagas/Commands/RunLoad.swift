import ArgumentParser
import Foundation
import Journal
import SagaTesting
import Steps
import Transport
import Workers

/// Runs the engine as a library, on a journal on disk or in memory, with or without requests.
struct RunLoad: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load", abstract: "Run sagas on a journal and nodes of choice.")

    enum Store: String, ExpressibleByArgument {
        case lmdb, memory
    }

    @Option var store: Store
    @Option var journal: String
    @Option var cluster: String
    @Option var workflow: String
    @Option var sagas: Int
    @Option(help: "The number in the first group's name.") var first = 0
    @Option(help: "Event loops that nodes and workers are spread over.") var shards = 1
    @Flag(help: "Answer every call at once, without a request.") var instant = false

    /// Calls under way at once.
    private static let concurrency = 256

    func run() async throws {
        let nodes = try ClusterDecoder.decode(
            String(contentsOfFile: cluster, encoding: .utf8), file: cluster)
        let text = try String(contentsOfFile: workflow, encoding: .utf8)
        let first = first
        var load = SagaLoad(
            try WorkflowDecoder.decode(text, file: workflow), cluster: nodes,
            concurrency: Self.concurrency, sagas: sagas
        ) { ["groupId": .string("\(first + $0)")] }
        let report: LoadReport
        if instant {
            report = try await run(load, InstantExecutor())
        } else {
            let http = try HTTPStepExecutor(
                cluster: nodes, connectionsPerEndpoint: load.perNode,
                shards: EventLoopShards(shards))
            load.shards = http.shards
            report = try await http.serving { [load] in try await run(load, http) }
        }
        guard report.completed == sagas else { throw ExitCode.failure }
        print(
            """
            {"sagas":\(report.sagas),"seconds":\(report.seconds),\
            "sagasPerSecond":\(report.perSecond),\
            "cpuMicroseconds":\(report.microseconds(report.processorSeconds)),\
            "loopMicroseconds":\(report.microseconds(report.loopSeconds.reduce(0, +))),\
            "journalMicroseconds":\(report.microseconds(report.journalSeconds)),\
            "archiveMicroseconds":\(report.microseconds(report.archiveSeconds)),\
            "commits":\(report.journal.commits),"entries":\(report.journal.entries)}
            """)
    }

    private func run(_ load: SagaLoad, _ executor: any StepExecutor) async throws -> LoadReport {
        switch store {
        case .memory:
            return try await load.run(
                journal: MemoryJournal(), archive: MemoryArchive(), executor: executor)
        case .lmdb:
            let opened = try LMDBJournal.open(directory: journal)
            let archive = try SQLiteArchive.open(directory: journal)
            let report = try await load.run(journal: opened, archive: archive, executor: executor)
            archive.close()
            opened.close()
            return report
        }
    }
}
