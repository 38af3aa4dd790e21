internal import ArgumentParser
internal import Foundation
internal import SagaTesting
internal import Steps
internal import Workers

/// The command `sagactl rehearse`.
struct Rehearse: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse",
        abstract: "Fail every call of a workflow in every way, and see whether it is undone.",
        discussion: """
            The workflow runs in virtual time against stub nodes that keep what is put at a path, \
            and give it back. Each call is lost, late, doubled, refused and so on, alone and \
            combined, and the engine dies at every commit. Whatever was undone must leave the \
            nodes as they were, whatever completed as it does without faults. What a real API \
            does otherwise is said in a 'rehearsal' section of the workflow file: see \
            docs/rehearse.md. The same seed gives the same result, byte for byte. Exit code 1 if \
            something is wrong with the workflow.
            """)

    @Argument(help: "A workflow file, or the name of one in workflows/.")
    var workflow: String

    @Option(
        name: .customLong("input"),
        help: ArgumentHelp(
            "An input of the saga; others are made up where that is possible.",
            valueName: "name=value"))
    var values: [String] = []

    @Option(help: "What everything is drawn from.")
    var seed: UInt64 = 1

    @Option(help: "How many runs with several faults at random, beside the systematic ones.")
    var runs = RehearsalOptions().runs

    @Option(help: "How many in a hundred of the systematic runs, for very large workflows.")
    var share = RehearsalOptions().share

    @Option(help: "The nodes, separated by commas.")
    var nodes = RehearsalOptions().nodes.joined(separator: ",")

    @Option(
        help: ArgumentHelp(
            "What the nodes do, instead of the file's 'rehearsal' section.", valueName: "file"))
    var stub: String?

    @Option(help: "With --faults: the world to run it in, as a finding names it.")
    var world = "empty"

    @Option(help: "Only this schedule, as a finding names it: KIND:PLACE, separated by commas.")
    var faults: String?

    @Flag(help: "Print everything that happens in the first schedule that fails.")
    var trace = false

    @Option(
        help: ArgumentHelp(
            "Real nodes instead, which are changed: a cluster file.", valueName: "cluster file"))
    var against: String?

    @Flag(help: "Do not ask before real nodes are changed.")
    var yes = false

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard runs >= 0 else { throw ValidationError("--runs must not be negative") }
        guard (1...100).contains(share) else {
            throw ValidationError("--share is a number from 1 to 100")
        }
        if against != nil, faults != nil || trace || stub != nil {
            throw ValidationError("--faults, --trace and --stub are for stub nodes")
        }
    }

    func run() async throws {
        let rehearsal = try rehearsal()
        if let against { return try await rehearse(rehearsal, against: against) }
        if let faults {
            let schedule = try schedule(faults)
            let findings = try await Blocking.run { try replay(rehearsal, schedule, world) }
            for (index, finding) in findings.enumerated() { printer.print(finding, index + 1) }
            if !findings.isEmpty { throw EndedWith(status: .error) }
            return
        }
        let report = try await Blocking.run { try rehearsal.run() }
        if trace {
            let first = report.findings.first
            _ = try await Blocking.run {
                try replay(
                    rehearsal, first?.faults ?? [],
                    first?.world ?? report.worlds.first?.name ?? "empty")
            }
        }
        printer.print(report)
        if !report.findings.isEmpty { throw EndedWith(status: .error) }
    }

    var printer: RehearsalPrinter {
        RehearsalPrinter(output: output, workflow: workflow, words: words)
    }

    /// The options that make a schedule mean the same again.
    private var words: [String] {
        var words = values.flatMap { ["--input", $0] }
        if nodes != RehearsalOptions().nodes.joined(separator: ",") { words += ["--nodes", nodes] }
        if let stub { words += ["--stub", stub] }
        return words
    }

    private func rehearsal() throws -> Rehearsal {
        let (text, file) = try WorkflowArgument.read(workflow)
        let definition = try WorkflowArgument.decode(text, file: file)
        var rules = try RehearsalDecoder.decode(text, file: file)
        if let stub {
            let text = try TextFile.read(stub, what: "stub file", hint: "see docs/rehearse.md")
            rules = try RehearsalDecoder.decode(text, file: stub)
        }
        var options = RehearsalOptions()
        options.seed = seed
        options.runs = runs
        options.share = share
        options.nodes = nodes.split(separator: ",").map(String.init)
        if let against {
            let cluster = try cluster(against)
            options.nodes = cluster.nodeNames
        }
        let cluster = ClusterDefinition(
            nodes: Dictionary(
                options.nodes.map { ($0, NodeDefinition(endpoints: [])) },
                uniquingKeysWith: { first, _ in first }))
        guard cluster.nodes.count == options.nodes.count, !options.nodes.isEmpty else {
            throw ValidationError("--nodes names different nodes, such as node01,node02")
        }
        let rehearsal = Rehearsal(
            definition, inputs: try inputs(), rules: rules ?? RehearsalRules(), options: options)
        let sample = try rehearsal.sampleInputs()
        let fit = ClusterFit(cluster)
        if let objection = fit.objection(to: definition, inputs: sample) {
            throw Failure(
                message: Terminal.safe(
                    objection.replacing("the cluster file lacks", with: "--nodes does not name")),
                status: .usage)
        }
        return rehearsal
    }

    private func inputs() throws -> [String: Value] {
        var inputs: [String: Value] = [:]
        for pair in values {
            guard let equals = pair.firstIndex(of: "="), equals != pair.startIndex else {
                throw Failure(
                    message: "--input '\(Terminal.safe(pair))' is not of the form name=value",
                    status: .usage)
            }
            inputs[String(pair[..<equals])] = .string(String(pair[pair.index(after: equals)...]))
        }
        return inputs
    }

    private func schedule(_ text: String) throws -> [Fault] {
        try text.split(separator: ",").map { word in
            guard let fault = Fault(word) else {
                throw ValidationError("'\(word)' is no fault of the form KIND:PLACE")
            }
            return fault
        }
    }

    private func replay(
        _ rehearsal: Rehearsal, _ faults: [Fault], _ world: String
    ) throws -> [RehearsalFinding] {
        guard trace else { return try rehearsal.replay(faults, in: world) }
        return try rehearsal.replay(faults, in: world) { Terminal.print(Terminal.safe($0)) }
    }
}
