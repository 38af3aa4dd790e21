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

    @OptionGroup var journal: JournalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let saga = try SagaArgument.parse(id)
        let directory = try journal.directory
        let (machine, summary, holder) = try await Blocking.run {
            let source = try HistorySource.open(directory: directory)
            guard let machine = try source.machine(of: saga),
                let summary = try source.summary(of: saga)
            else { throw Failure(message: "there is no saga \(saga) in \(directory)") }
            let holder =
                machine.status == .accepted ? try source.holder(of: machine.lockNames) : nil
            return (machine, summary, holder)
        }
        let waiting = WaitingReason.words(for: machine, holder: holder)
        switch output.output {
        case .ids: Terminal.print(saga.description)
        case .json, .jsonl: Terminal.print(json(machine, summary, waiting).text)
        case .text: printText(machine, summary, waiting)
        }
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
        if let waiting { line("waits for", waiting) }
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
                "\(step.attempts.values.reduce(0, +))", .init(Terminal.safe(step.detail)),
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
                object.add("tries", step.attempts.values.reduce(0, +))
                object.add("last", step.detail)
                return object
            })
        return object
    }
}
