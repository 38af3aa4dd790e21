internal import ArgumentParser
internal import Journal
internal import SagaEngine
internal import Steps

/// Which sagas a list shows; all conditions have to hold.
struct FilterOptions: ParsableArguments {
    @Option(help: "Only sagas of this status; may be repeated.", transform: Self.status)
    var status: [SagaStatus] = []

    // Lists, since of an option that is given twice the parser takes the last without a word.
    @Option(help: "Only sagas of this job.")
    var job: [String] = []

    @Option(help: "Only sagas of this workflow.")
    var workflow: [String] = []

    @Option(help: "Only sagas that have a step on this node, whatever became of it.")
    var node: [String] = []

    @Option(
        help: ArgumentHelp(
            "Only sagas accepted at this time or later, by the time in their ids: "
                + "\(MomentText.forms). A date is its first moment in UTC.",
            valueName: "time"))
    var since: [String] = []

    @Option(
        help: ArgumentHelp(
            "Only sagas accepted before this time, given as for --since.", valueName: "time"))
    var until: [String] = []

    @Option(
        help: ArgumentHelp(
            "Only sagas whose reasons, or replies that were no success, have all of these words; "
                + "'time*' is any word that begins so.", valueName: "words"))
    var text: [String] = []

    func validate() throws {
        let single = [
            ("--job", job), ("--workflow", workflow), ("--node", node), ("--since", since),
            ("--until", until),
        ]
        for (name, values) in single where values.count > 1 {
            throw ValidationError("give \(name) once, not \(values.count) times")
        }
        _ = try filter(at: SystemClock().wall())
    }

    /// What the options say.
    ///
    /// - Parameter now: what spans of time are counted back from.
    func filter(at now: Timestamp) throws -> SagaFilter {
        let filter = SagaFilter(
            statuses: status.isEmpty ? nil : Set(status), job: job.first,
            workflow: workflow.first, node: node.first,
            since: try since.first.map { try Self.moment("--since", $0, at: now) },
            until: try until.first.map { try Self.moment("--until", $0, at: now) },
            text: try query())
        if let since = filter.since, let until = filter.until, since >= until {
            throw ValidationError(
                "nothing is between --since \(since) and --until \(until), which is not later")
        }
        return filter
    }

    private func query() throws -> TextQuery? {
        guard !text.isEmpty else { return nil }
        guard let query = TextQuery(text.joined(separator: " ")) else {
            throw ValidationError(
                "--text needs words of letters or digits, at most \(TextQuery.mostWords); "
                    + "each has to occur, such as: --text 'node03 refused'")
        }
        return query
    }

    private static func moment(
        _ name: String, _ text: String, at now: Timestamp
    ) throws -> Timestamp {
        guard let moment = MomentText.moment(text, at: now) else {
            throw ValidationError(
                "\(name) '\(Terminal.safe(text))' is no time; write \(MomentText.forms)")
        }
        return moment
    }

    private static func status(_ text: String) throws -> SagaStatus {
        guard let status = SagaStatus(rawValue: text) else {
            let known = SagaStatus.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("'\(Terminal.safe(text))' is no status; there are \(known)")
        }
        return status
    }
}
