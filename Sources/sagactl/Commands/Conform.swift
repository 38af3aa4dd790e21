internal import ArgumentParser
internal import SagaTesting
internal import Steps

/// The command `sagactl conform`.
struct Conform: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conform",
        abstract: "Find out what a node guarantees, by duplicates, late and stale requests.",
        discussion: """
            Sends the node what the engine would send it, in every wrong order, and prints which \
            guarantees of the wire barrier it gives (docs/barrier.md). Without --workflow, groups \
            are created and deleted as in the group API. An {id} in an input stands for an id that \
            is new for each case; what a case has done is taken away again. Exit code 0 if nothing \
            is broken, 1 otherwise.
            """)

    @Argument(help: "The node's URL, such as http://127.0.0.1:8101.")
    var url: String

    @Option(help: "A workflow file, or the name of one in workflows/, whose step is used.")
    var workflow: String?

    @Option(help: "The step (default: the first that a node can do and undo).")
    var step: String?

    @Option(
        name: .customLong("input"),
        help: ArgumentHelp(
            "An input of the workflow; {id} in it stands for a new id.", valueName: "name=value"))
    var inputs: [String] = []

    @Option(help: "Speak as to this node of the cluster file: headers, secrets, TLS, slashes.")
    var node: String?

    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if workflow == nil, step != nil || !inputs.isEmpty {
            throw ValidationError("--step and --input belong to a --workflow")
        }
    }

    func run() async throws {
        let (definition, secrets) = try nodeDefinition()
        let suite = try Conformance(try subject(), node: definition, secrets: secrets)
        let report = try await suite.run()
        ConformancePrinter(output: output).print(report, url: url)
        if !report.keepsContract { throw EndedWith(status: .error) }
    }

    private func subject() throws -> ConformanceSubject {
        guard let workflow else { return try .groups() }
        return try ConformanceSubject(
            WorkflowArgument.load(workflow), step: step, inputs: try given())
    }

    private func given() throws -> [String: Value] {
        var values: [String: Value] = [:]
        for pair in inputs {
            guard let equals = pair.firstIndex(of: "="), equals != pair.startIndex else {
                throw Failure(
                    message: "--input '\(Terminal.safe(pair))' is not of the form name=value",
                    status: .usage)
            }
            values[String(pair[..<equals])] = .string(String(pair[pair.index(after: equals)...]))
        }
        return values
    }

    private func nodeDefinition() throws -> (NodeDefinition, [String: SecretDefinition]) {
        let endpoints = [EndpointDefinition(url: url)]
        guard let node else { return (NodeDefinition(endpoints: endpoints), [:]) }
        let cluster = try cluster.load()
        guard var definition = cluster.nodes[node] else {
            throw Failure(
                message: "node '\(Terminal.safe(node))' is not in the cluster file; it has "
                    + cluster.nodeNames.joined(separator: ", "), status: .usage)
        }
        definition.endpoints = endpoints
        return (definition, cluster.secrets)
    }
}
