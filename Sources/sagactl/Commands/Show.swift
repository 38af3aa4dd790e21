internal import ArgumentParser
internal import Foundation
internal import Journal
internal import SagaEngine
internal import Steps
internal import Workers

/// The command `sagactl show`.
struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one saga: where it is, what it waits for, and each step.")

    @Argument(help: "The saga's id.")
    var id: String

    @Flag(
        inversion: .prefixedNo,
        help: """
            Ask the nodes what they know of the steps that a parked saga is stuck at; done by \
            itself where there is a cluster file. Changes nothing.
            """)
    var probe: Bool?

    @OptionGroup var journal: JournalOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let saga = try SagaArgument.parse(id)
        let directory = try journal.directory
        let known = probe == true ? try cluster.load() : try? cluster.load()
        let (standing, summary, rows) = try await Blocking.run {
            let source = try HistorySource.open(directory: directory)
            let standing = try JournalStanding(of: saga, in: source, cluster: known)
            guard let entries = try source.entries(of: saga),
                let summary = SagaSummary(folding: entries.map(\.entry))
            else { throw Failure(message: "there is no saga \(saga) in \(directory)") }
            let rows = try HistoryRow.rows(of: entries) { try source.definition($0) }
            return (standing, summary, rows)
        }
        let machine = standing.machine
        let waiting =
            standing.waits.isEmpty
            ? nil
            : standing.waits.map(\.words)
                .joined(separator: "; ")
        let evidence = try await evidence(standing, rows, probes: known != nil && probe != false)
        switch output.output {
        case .ids: Terminal.print(saga.description)
        case .json, .jsonl:
            var object = json(machine, summary, waiting)
            if let evidence { object.add("evidence", evidence.json) }
            Terminal.print(object.text)
        case .text:
            printText(machine, summary, waiting)
            evidence?.print(machine, output.palette)
        }
    }

    /// What speaks for each way out, if the saga is parked.
    private func evidence(
        _ standing: JournalStanding, _ rows: [HistoryRow], probes: Bool
    ) async throws -> SagaEvidence? {
        guard standing.machine.status == .parked, output.output != .ids else { return nil }
        var evidence = SagaEvidence(
            of: standing.machine, rows, at: SystemClock().now(), in: standing.cluster)
        if probes { try await evidence.probe(standing.machine, in: standing.cluster) }
        return evidence
    }

    private func printText(
        _ machine: SagaMachine, _ summary: SagaSummary, _ waiting: String?
    ) {
        let palette = output.palette
        func line(_ name: String, _ value: String) {
            let padding = String(repeating: " ", count: 11 - name.count)
            Terminal.print(palette.dim(name) + padding + value)
        }
        line("saga", "\(machine.id)")
        line("status", palette.status(machine.status))
        if !machine.reason.isEmpty { line("because", Terminal.safe(machine.reason)) }
        if let waiting { line("waits for", Terminal.safe(waiting)) }
        if let pause = machine.pause, !machine.status.isTerminal {
            line("paused", Terminal.safe("by \(pause.by), since \(pause.since): \(pause.reason)"))
        }
        line("workflow", "\(machine.acceptance.workflow) (\(machine.acceptance.definition))")
        line("job", Terminal.safe(machine.acceptance.job))
        line("key", Terminal.safe(machine.acceptance.key))
        let inputs = machine.acceptance.inputs.sorted { $0.key < $1.key }
            .map { "\($0.key)=\(Terminal.safe($0.value.description))" }
        line("inputs", inputs.joined(separator: " "))
        if !machine.lockNames.isEmpty {
            line("locks", machine.lockNames.map(Terminal.safe).joined(separator: ", "))
        }
        line("accepted", "\(summary.acceptedAt)")
        if let notBefore = machine.acceptance.notBefore { line("not before", "\(notBefore)") }
        if let parent = machine.acceptance.parent { line("part of", "\(parent.saga)") }
        if let endedAt = summary.endedAt { line("ended", "\(endedAt)") }
        Terminal.print("")
        var table = Table(["STEP", "NODE", "STATE", "TRIES", "LAST"], palette: palette)
        for (instance, step) in zip(machine.plan.instances, machine.steps) {
            table.add([
                .init(Self.name(instance)), .init(instance.node ?? "-"),
                Self.state(step, of: machine),
                "\(step.attempts.total)", .init(Terminal.safe(step.detail)),
            ])
        }
        table.print()
    }

    /// Where a step is; what was not begun when its saga ended never will be.
    private static func state(_ step: StepState, of saga: SagaMachine) -> Table.Cell {
        let isLeftOut = saga.status.isTerminal && step.phase == .open
        guard isLeftOut else { return .init("\(step.phase)") }
        return .init(step.attempts.isEmpty ? "not begun" : "given up")
    }

    /// The step, and the item that it is repeated for.
    private static func name(_ instance: StepInstance) -> String {
        instance.item.map { "\(instance.step)#\($0.number) \(Terminal.safe("\($0.value)"))" }
            ?? instance.step
    }

    private func json(
        _ machine: SagaMachine, _ summary: SagaSummary, _ waiting: String?
    ) -> JSONObject {
        var object = SagaPrinter.json(summary)
        object.add("waitsFor", waiting)
        object.add("definition", machine.acceptance.definition.description)
        object.add("inputs", machine.acceptance.inputs)
        object.add("locks", machine.lockNames)
        object.add("attempts", summary.attempts)
        object.add(
            "steps",
            zip(machine.plan.instances, machine.steps).map { instance, step in
                var object = JSONObject()
                object.add("instance", instance.description)
                object.add("step", instance.step)
                if let item = instance.item { object.add("item", item.value) }
                object.add("node", instance.node)
                object.add("state", "\(step.phase)")
                object.add("tries", step.attempts.total)
                object.add("last", step.detail)
                return object
            })
        return object
    }
}
