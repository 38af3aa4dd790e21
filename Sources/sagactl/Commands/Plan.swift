internal import ArgumentParser
internal import Foundation
internal import Journal
internal import SagaEngine
internal import Steps
internal import Workers

/// The command `sagactl plan`.
struct Plan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what a workflow would do, and how it would undo that.",
        discussion: "With --compensate or --where: what undoing sagas as they stand would send.")

    @Argument(help: "A workflow file, or the name of one in workflows/.")
    var workflow: String?

    @Option(
        help: ArgumentHelp("Show what undoing this saga would send, in order.", valueName: "id"))
    var compensate: String?

    @Option(
        name: .customLong("where"),
        help: ArgumentHelp(
            "Show that of all unfinished sagas for which this holds.", valueName: "expression"))
    var query: String?

    @OptionGroup var journal: JournalOptions

    @OptionGroup var inputs: InputOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        let ways = [workflow, compensate, query].count { $0 != nil }
        guard ways == 1 else {
            throw ValidationError("name a workflow, or give --compensate ID or --where EXPRESSION")
        }
        if let query { _ = try DeskOptions.read(query) }
    }

    func run() async throws {
        guard let workflow else { return try await planRollbacks() }
        let definition = try WorkflowArgument.load(workflow)
        let nodes = try cluster.load()
        var records = try inputs.records(for: definition)
        guard let first = try records.next() else {
            throw Failure(message: "there is no record to plan for", status: .usage)
        }
        try definition.check(in: nodes, inputs: first)
        let preview = SagaPreview(of: definition, inputs: first, in: nodes)
        switch output.output {
        case .json, .jsonl, .ids: for row in preview.calls { Terminal.print(json(row).text) }
        case .text: printText(preview)
        }
    }

    private func planRollbacks() async throws {
        let nodes = try cluster.load()
        let selection = try SagaSelection(
            directory: journal.directory, query: query.map(DeskOptions.read), cluster: nodes)
        let printer = RollbackPrinter(output: output)
        if let compensate {
            let id = try SagaArgument.parse(compensate)
            let standing = try await Blocking.run {
                try JournalStanding(
                    of: id, in: HistorySource.open(directory: selection.directory),
                    cluster: nodes)
            }
            return printer.print(standing.machine, standing.machine.rollback(in: nodes))
        }
        let sagas = try await Blocking.run {
            try selection.query.map { try selection.matching($0) } ?? []
        }.sorted { $0.id < $1.id }
        let plans = sagas.map { ($0, $0.rollback(in: nodes)) }
        if output.output == .text { printCounts(plans) }
        for (saga, plan) in plans { printer.print(saga, plan) }
    }

    /// How many requests there would be of each kind, and to which node.
    private func printCounts(_ plans: [(SagaMachine, RollbackPlan)]) {
        let noun = plans.count == 1 ? "1 saga matches" : "\(plans.count) sagas match"
        Terminal.print(noun)
        var counts: [String: Int] = [:]
        for (saga, plan) in plans {
            for undo in plan.undos {
                let kind = undo.title.split(separator: " ").first.map(String.init) ?? "nothing"
                let place = undo.instance.node.map { " to \($0)" } ?? ""
                counts[
                    "\(saga.acceptance.workflow) \(undo.instance.step): \(kind)\(place)",
                    default: 0] += 1
            }
        }
        for (title, count) in counts.sorted(by: { $0.key < $1.key }) {
            Terminal.print("  \(count) × \(Terminal.safe(title))")
        }
    }

    private func printText(_ preview: SagaPreview) {
        let palette = output.palette
        if !preview.locks.isEmpty {
            Terminal.print("holding \(preview.locks.map(Terminal.safe).joined(separator: ", "))")
        }
        Terminal.print(palette.bold("forward"))
        for call in preview.calls where call.kind != .compensation { printLine(call) }
        Terminal.print(palette.bold("to undo it, from the last step that was done"))
        for call in preview.calls where call.kind == .compensation { printLine(call) }
    }

    private func printLine(_ call: SagaPreview.Planned) {
        var notes: [String] = []
        if call.kind == .probe { notes.append("only when in doubt") }
        if call.kind == .action, let needs = call.needs {
            notes.append(needs.isEmpty ? "at once" : "after \(needs.joined(separator: ", "))")
        }
        let note = notes.isEmpty ? "" : "  (\(notes.joined(separator: "; ")))"
        Terminal.print(
            "  \(call.instance) \(call.kind): "
                + Terminal.safe(
                    "\(call.title)\(call.headers.map { " \($0)" }.joined())"
                        + (call.body.map { " \($0)" } ?? "")) + note)
    }

    private func json(_ call: SagaPreview.Planned) -> JSONObject {
        var object = JSONObject()
        object.add("instance", call.instance.description)
        object.add("step", call.instance.step)
        object.add("node", call.instance.node)
        object.add("kind", call.kind.description)
        object.add("does", call.title)
        object.add("headers", call.headers)
        object.add("body", call.body)
        if let needs = call.needs { object.add("needs", needs) }
        return object
    }
}
