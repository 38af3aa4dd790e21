internal import ArgumentParser
internal import Foundation
internal import Journal
internal import SagaEngine
internal import Steps

/// The command `sagactl submit`.
struct Submit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit",
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

    @Flag(help: "Accept the sagas and leave; 'serve' or 'resume' runs them.")
    var detach = false

    @Flag(name: .customLong("dry-run"), help: "Check everything, and submit nothing.")
    var dryRun = false

    @OptionGroup var terms: TermOptions
    @OptionGroup var pool: PoolOptions
    @OptionGroup var journal: JournalOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let job, job.isEmpty || job.utf8.count > 200 {
            throw ValidationError("--job is between 1 and 200 bytes long")
        }
        if let job, job.hasPrefix("schedule/") {
            throw ValidationError("jobs whose names begin with schedule/ are those of schedules")
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
        try definition.check(in: nodes)
        var records = try inputs.records(for: definition)
        let terms = try terms.terms(in: nodes)
        if dryRun { return try printDryRun(definition, nodes, terms, &records) }

        try checkRecords(of: definition, nodes, terms)
        let job = job ?? Self.freshJob(definition.name)
        let board = Scoreboard(job: job)
        let detach = detach
        let engine = EmbeddedEngine(
            directory: try journal.directory, configuration: try journal.configuration,
            cluster: nodes, pool: pool, board: board
        ) { [output] in
            try? Summary(board: board, report: $0, job: job, detached: detach).end(output)
        }
        let progress = ProgressDisplay(board, quiet: output.quiet || detach) { $0.submitted }
        defer { progress?.finish() }
        let intake = Intake(
            reader: RecordReader(records), key: key, terms: terms, job: job,
            definition: definition, cluster: nodes, directory: try journal.directory, board: board,
            printsIDs: output.output == .ids)
        if detach, try await intake.handOver(to: EngineSocket(directory: journal.directory)) {
            progress?.finish()
            let report = EmbeddedEngine.Report(isHandedOver: true)
            return try Summary(board: board, report: report, job: job, detached: true).end(output)
        }
        var failure: (any Error)?
        let quiet = output.quiet
        let report = try await engine.run(runs: !detach) { engine, recovery in
            if !detach, !quiet, recovery.unfinished > 0 {
                let noun = recovery.unfinished == 1 ? "saga" : "sagas"
                Terminal.note(
                    "sagactl: \(recovery.unfinished) unfinished \(noun) from before "
                        + "\(recovery.unfinished == 1 ? "is" : "are") taken up as well")
            }
            if !detach, !quiet { Pause.tell(engine.pauses()) }
            // What was accepted is run to its end, whatever becomes of the rest.
            do { try await intake.submit(to: engine) } catch { failure = error }
            if !detach { await engine.idle() }
        }
        progress?.finish()
        let summary = Summary(board: board, report: report, job: job, detached: detach)
        guard let failure else { return try summary.end(output) }
        summary.print(output)
        let count = board.counts.submitted
        Terminal.note(
            "sagactl: \(count == 0 ? "nothing was" : "\(count) sagas were") submitted before this; "
                + "mend it, and submit again with --job \(Terminal.safe(job)) to go on")
        throw failure
    }

    /// Refuses a file with a record that cannot be taken before any of it is.
    private func checkRecords(
        of definition: WorkflowDefinition, _ cluster: ClusterDefinition, _ terms: SubmissionTerms
    ) throws {
        guard inputs.isRepeatable else { return }
        var records = try inputs.records(for: definition)
        let count = try count(&records, definition, cluster, terms)
        if count == 0 { throw Failure(message: "there are no records to submit", status: .usage) }
    }

    private func printDryRun(
        _ definition: WorkflowDefinition, _ cluster: ClusterDefinition,
        _ terms: SubmissionTerms, _ records: inout RecordSource
    ) throws {
        let count = try count(&records, definition, cluster, terms)
        if output.output == .json || output.output == .jsonl {
            var object = JSONObject()
            object.add("workflow", definition.name)
            object.add("wouldSubmit", count)
            return Terminal.print(object.text)
        }
        Terminal.print(
            "would submit \(count) \(count == 1 ? "saga" : "sagas") of \(definition.name) "
                + "on \((terms.nodes ?? cluster.nodeNames).joined(separator: ", ")); "
                + "nothing was submitted")
    }

    /// Reads the records to their end, and refuses those whose nodes are not there.
    private func count(
        _ records: inout RecordSource, _ definition: WorkflowDefinition,
        _ cluster: ClusterDefinition, _ terms: SubmissionTerms
    ) throws -> Int {
        var count = 0
        let namesNodes = definition.namesNodesByInput
        while let inputs = try records.next() {
            // Where no input can name a node, one saga stands for all.
            if count == 0 || namesNodes {
                try definition.check(in: cluster, inputs: inputs, nodes: terms.nodes)
            }
            count += 1
        }
        return count
    }

    private static func freshJob(_ workflow: String) -> String {
        var generator = SystemRandomNumberGenerator()
        var ids = SagaIDGenerator(after: nil)
        let id = ids.next(at: SystemClock().now(), using: &generator)
        return "\(workflow)-\(id.description.prefix(12))"
    }
}

extension WorkflowDefinition {
    /// Refuses a workflow that needs what the cluster file does not have.
    func check(in cluster: ClusterDefinition) throws {
        try Self.refuse(ClusterFit(cluster).objection(to: self))
    }

    /// Refuses a saga for nodes that the cluster file does not have.
    func check(
        in cluster: ClusterDefinition, inputs: [String: Value], nodes: [String]? = nil
    ) throws {
        try check(in: cluster)
        try Self.refuse(
            ClusterFit(cluster).objection(to: self, inputs: inputs, nodes: nodes))
    }

    private static func refuse(_ objection: String?) throws {
        guard let objection else { return }
        throw Failure(message: Terminal.safe(objection), status: .usage)
    }
}
