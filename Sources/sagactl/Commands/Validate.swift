internal import ArgumentParser
internal import Steps
internal import Workers

/// The command `sagactl validate`.
struct Validate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check workflow and cluster files, before anything runs.")

    @Argument(help: "Workflow or cluster files, or names of workflows in workflows/.")
    var files: [String]

    @OptionGroup var output: OutputOptions

    func run() throws {
        var problems: [String] = []
        for file in files {
            do {
                let (text, path) = try WorkflowArgument.read(file)
                if ClusterDecoder.looksLikeCluster(text) {
                    let cluster = try ClusterDecoder.decode(text, file: path)
                    _ = try HTTPStepExecutor(cluster: cluster, connectionsPerEndpoint: 1)
                    let nodes = cluster.nodeNames
                    Terminal.print(
                        "ok  \(Terminal.safe(file)): a cluster of "
                            + nodes.joined(separator: ", "))
                    continue
                }
                let workflow = try WorkflowArgument.decode(text, file: path)
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
