internal import ArgumentParser
internal import Foundation
internal import SagaEngine
internal import Steps

/// When sagas start, where they run, and how urgent they are.
struct TermOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The nodes that the sagas are about (default: all of the cluster).",
            valueName: "name,…"))
    var nodes: String?

    @Option(help: ArgumentHelp("How urgent it is: 1 is most, 5 is least.", valueName: "1-5"))
    var priority = Lane.usualPriority

    @Option(
        name: .customLong("not-before"),
        help: ArgumentHelp(
            "Start no earlier, such as 2026-12-24T18:00:00Z.", valueName: "time"))
    var notBefore: String?

    @Option(help: ArgumentHelp("Start no earlier than after this, such as 10m.", valueName: "span"))
    var delay: String?

    func validate() throws {
        guard Lane.priorities.contains(priority) else {
            throw ValidationError("--priority is between 1 and 5")
        }
        if notBefore != nil, delay != nil {
            throw ValidationError("give --not-before or --delay, not both")
        }
    }

    /// What the options say.
    func terms(in cluster: ClusterDefinition) throws -> SubmissionTerms {
        let names = nodes.map { $0.split(separator: "," as Character).map(String.init) }
        if let names, names.isEmpty || Set(names).count != names.count {
            throw Failure(message: "--nodes names each node once, with commas", status: .usage)
        }
        return SubmissionTerms(nodes: names, priority: priority, notBefore: try start())
    }

    private func start() throws -> Timestamp? {
        if let notBefore {
            guard let date = try? Date(notBefore, strategy: .iso8601) else {
                throw Failure(
                    message: "--not-before '\(Terminal.safe(notBefore))' is no time such as "
                        + "2026-12-24T18:00:00Z", status: .usage)
            }
            return Timestamp(rawValue: Int64(date.timeIntervalSince1970 * 1_000))
        }
        guard let delay else { return nil }
        guard let span = DurationText.milliseconds(delay, maximum: DurationText.longest) else {
            throw Failure(
                message: "--delay '\(Terminal.safe(delay))' is no time such as 30s, 10m or 2d",
                status: .usage)
        }
        return SystemClock().now() + span
    }
}

/// What holds for all sagas of a submission.
struct SubmissionTerms {
    var nodes: [String]?
    var priority = Lane.usualPriority
    var notBefore: Timestamp?
}

extension WorkflowDefinition {
    /// Whether an input can name a node.
    var namesNodesByInput: Bool {
        steps.contains { step in
            step.node.map { !$0.references.isEmpty } ?? false
        } || children.contains { $0.nodes != nil }
    }
}
