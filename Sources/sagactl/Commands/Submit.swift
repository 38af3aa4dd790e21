internal import ArgumentParser
internal import Foundation
internal import Journal
internal import SagaEngine
internal import Steps

/// The command `sagactl submit`.
struct Submit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Submit one saga or a bulk job, and run it to its end.",
        discussion: """
            Exit codes: 0 all completed, 3 something was compensated, 4 something is parked, \
            130 interrupted; 'sagactl resume' goes on where it stopped.
            """)

    @Argument(help: "A workflow file, or the name of one in workflows/.")
    var workflow: String

    @OptionGroup var inputs: InputOptions

    @Option(
        help: "Name of the job; submitting a job again accepts each key once.")
    var job: String?

    @Option(help: "Key of a single saga in its job; else its inputs.")
    var key: String?

    @Flag(help: "Accept the sagas and leave; 'sagactl resume' runs them.")
    var detach = false

    @Flag(name: .customLong("dry-run"), help: "Check everything, and submit nothing.")
    var dryRun = false

    @OptionGroup var pool: PoolOptions
    @OptionGroup var journal: JournalOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var output: OutputOptions

    /// Submissions that share a commit and a wait.
    private static let chunk = 512

    func validate() throws {
        if let job, job.isEmpty || job.utf8.count > 200 {
            throw ValidationError("--job is between 1 and 200 bytes long")
        }
        if let key, key.isEmpty || key.utf8.count > 300 {
            throw ValidationError("--key is between 1 and 300 bytes long")
        }
        if key != nil, inputs.isBulk {
            throw ValidationError("--key names one saga, and --inputs and --range are for many")
        }
    }

    func run() async throws {
        let definition = try WorkflowArgument.load(workflow)
        let nodes = try cluster.load()
        try definition.checkNodes(in: nodes)
        var records = try inputs.records(for: definition)
        if dryRun { return try printDryRun(definition, nodes, &records) }

        let job = job ?? Self.freshJob(definition.name)
        let board = Scoreboard(job: job)
        let engine = EmbeddedEngine(
            directory: try journal.directory, configuration: try journal.configuration,
            cluster: nodes, pool: pool, board: board)
        let progress = ProgressDisplay(board, quiet: output.quiet || detach) { $0.submitted }
        defer { progress?.finish() }
        let source = records
        let key = key
        let detach = detach
        let directory = try journal.directory
        let report = try await engine.run(runs: !detach) { engine, _ in
            let pinned = try engine.define(definition)
            var source = source
            while let chunk = try await Self.next(&source, key: key) {
                let receipts = try await engine.submit(chunk, of: pinned, job: job)
                for (receipt, submission) in zip(receipts, chunk) {
                    guard !receipt.isNew else {
                        board.expect(receipt, status: nil)
                        continue
                    }
                    let known = try await Blocking.run {
                        try HistorySource.open(directory: directory).summary(of: receipt.saga)
                    }
                    if let known, !submission.asks(for: known.acceptance, of: definition.name) {
                        board.conflict(receipt, key: submission.key, with: known.acceptance)
                    } else {
                        board.expect(receipt, status: known?.status)
                    }
                }
            }
            if !detach { await engine.idle() }
        }
        progress?.finish()
        try Summary(board: board, report: report, job: job, detached: detach).end(output)
    }

    private static func next(
        _ records: inout RecordSource, key: String?
    ) async throws -> [Submission]? {
        var chunk: [Submission] = []
        while chunk.count < Self.chunk, let inputs = try records.next() {
            chunk.append(Submission(key: key ?? submissionKey(of: inputs), inputs: inputs))
        }
        return chunk.isEmpty ? nil : chunk
    }

    private func printDryRun(
        _ definition: WorkflowDefinition, _ nodes: ClusterDefinition,
        _ records: inout RecordSource
    ) throws {
        var count = 0
        while try records.next() != nil { count += 1 }
        Terminal.print(
            "would submit \(count) \(count == 1 ? "saga" : "sagas") of \(definition.name) "
                + "on \(nodes.nodeNames.joined(separator: ", ")); nothing was submitted")
    }

    private static func freshJob(_ workflow: String) -> String {
        var generator = SystemRandomNumberGenerator()
        var ids = SagaIDGenerator(after: nil)
        let id = ids.next(at: SystemClock().now(), using: &generator)
        return "\(workflow)-\(id.description.prefix(12))"
    }
}

extension Submission {
    /// Whether it asks for what its key was accepted for before.
    fileprivate func asks(for acceptance: Acceptance, of workflow: String) -> Bool {
        acceptance.workflow == workflow && acceptance.inputs == inputs
    }
}

extension WorkflowDefinition {
    /// Refuses a workflow that names a node that is not there.
    func checkNodes(in cluster: ClusterDefinition) throws {
        for step in steps {
            guard case .node(let node) = step.target, cluster.nodes[node] == nil else { continue }
            throw Failure(
                message: "step '\(step.id)' runs on node '\(node)', which the cluster file lacks; "
                    + "it has \(cluster.nodeNames.joined(separator: ", "))", status: .usage)
        }
    }
}
