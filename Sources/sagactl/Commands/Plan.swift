internal import ArgumentParser
internal import Foundation
internal import SagaEngine
internal import Steps

/// The command `sagactl plan`.
struct Plan: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the requests that a workflow would send, and how it would undo them.")

    @Argument(help: "A workflow file, or the name of one in workflows/.")
    var workflow: String

    @OptionGroup var inputs: InputOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let definition = try WorkflowArgument.load(workflow)
        let nodes = try cluster.load()
        try definition.checkNodes(in: nodes)
        var records = try inputs.records(for: definition)
        guard let first = try records.next() else {
            throw Failure(message: "there is no record to plan for", status: .usage)
        }
        let preview = SagaPreview(of: definition, inputs: first, in: nodes)
        switch output.output {
        case .json, .jsonl, .ids: for row in preview.requests { Terminal.print(json(row).text) }
        case .text: printText(preview)
        }
    }

    private func printText(_ preview: SagaPreview) {
        let palette = output.palette
        if !preview.locks.isEmpty {
            Terminal.print("holding \(preview.locks.map(Terminal.safe).joined(separator: ", "))")
        }
        Terminal.print(palette.bold("forward"))
        for request in preview.requests where request.kind != .compensation { printLine(request) }
        Terminal.print(palette.bold("to undo it, from the last step that was done"))
        for request in preview.requests where request.kind == .compensation { printLine(request) }
    }

    private func printLine(_ request: SagaPreview.Request) {
        let note = request.kind == .probe ? "  (only when in doubt)" : ""
        Terminal.print(
            "  \(request.instance) \(request.kind): "
                + Terminal.safe(
                    "\(request.method) \(request.path)\(request.headers.map { " \($0)" }.joined())"
                        + (request.body.map { " \($0)" } ?? "")) + note)
    }

    private func json(_ request: SagaPreview.Request) -> JSONObject {
        var object = JSONObject()
        object.add("step", request.instance.step)
        object.add("node", request.instance.node)
        object.add("kind", request.kind.description)
        object.add("method", request.method)
        object.add("path", request.path)
        object.add("headers", request.headers)
        object.add("body", request.body)
        return object
    }
}
