internal import ArgumentParser
internal import Foundation
internal import SagaEngine
internal import Steps

/// The command `sagactl plan`.
struct Plan: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what a workflow would do, and how it would undo that.")

    @Argument(help: "A workflow file, or the name of one in workflows/.")
    var workflow: String

    @OptionGroup var inputs: InputOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
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
