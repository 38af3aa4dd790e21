internal import ArgumentParser
internal import Steps

/// The command `sagactl validate`.
struct Validate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check workflow files, before anything runs.")

    @Argument(help: "Workflow files, or names of some in workflows/.")
    var workflows: [String]

    @OptionGroup var output: OutputOptions

    func run() throws {
        var problems: [String] = []
        for file in workflows {
            do {
                let workflow = try WorkflowArgument.load(file)
                let hash = ContentHash(of: try workflow.canonicalJSON())
                let count = workflow.steps.count
                Terminal.print(
                    "ok  \(Terminal.safe(file)): \(workflow.name), version \(hash), \(count) "
                        + (count == 1 ? "step" : "steps"))
            } catch let error as DefinitionError {
                problems.append(error.description)
            }
        }
        guard problems.isEmpty else {
            throw Failure(message: problems.joined(separator: "\n"), status: .usage)
        }
    }
}
