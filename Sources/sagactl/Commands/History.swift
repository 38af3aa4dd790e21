internal import ArgumentParser
internal import Journal
internal import SagaEngine
internal import Steps
internal import Workers

/// The command `sagactl history`.
struct History: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Show every entry of a saga: what happened, in order, with its hash.",
        discussion: "Without an id: what operators paused and let go on, of jobs, workflows, nodes."
    )

    @Argument(help: "The saga's id.")
    var id: String?

    @Flag(help: "Go on showing entries until the saga ends.")
    var follow = false

    @OptionGroup var journal: JournalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if id == nil, follow { throw ValidationError("--follow is for one saga: name it") }
    }

    func run() async throws {
        guard let id else { return try await printNotes() }
        let saga = try SagaArgument.parse(id)
        let directory = try journal.directory
        var shown = 0
        while true {
            let (rows, status) = try await Blocking.run {
                try Self.rows(of: saga, in: HistorySource.open(directory: directory))
            }
            print(rows.dropFirst(shown), isFirst: shown == 0)
            shown = rows.count
            guard follow, !status.isTerminal, output.output != .json else { return }
            Terminal.flush()
            try await Task.sleep(for: .milliseconds(250))
        }
    }

    /// The operators' log.
    private func printNotes() async throws {
        let directory = try journal.directory
        let notes = try await Blocking.run {
            try HistorySource.open(directory: directory).operatorNotes()
        }
        let objects = notes.map { note in
            var object = JSONObject()
            object.add("seq", note.number)
            object.add("time", note.time)
            object.add("verb", note.verb.rawValue)
            object.add("scope", note.scope.word)
            object.add("name", note.scope.name)
            object.add("by", note.by)
            object.add("reason", note.reason)
            return object
        }
        switch output.output {
        case .json: Terminal.print("[\(objects.map(\.text).joined(separator: ","))]")
        case .jsonl: for object in objects { Terminal.print(object.text) }
        case .ids: for note in notes { Terminal.print(Terminal.safe(note.scope.name)) }
        case .text:
            var table = Table(
                ["SEQ", "TIME", "VERB", "WHAT", "BY", "WHY"], palette: output.palette)
            for note in notes {
                table.add([
                    "\(note.number)", "\(note.time)", .init(note.verb.rawValue),
                    .init(Terminal.safe("\(note.scope)")), .init(Terminal.safe(note.by)),
                    .init(Terminal.safe(note.reason)),
                ])
            }
            table.print()
        }
    }

    private static func rows(
        of saga: SagaID, in source: HistorySource
    ) throws -> (rows: [HistoryRow], status: SagaStatus) {
        guard let entries = try source.entries(of: saga),
            let summary = SagaSummary(folding: entries.map(\.entry))
        else { throw Failure(message: "there is no saga \(saga) in this journal") }
        return (try HistoryRow.rows(of: entries) { try source.definition($0) }, summary.status)
    }

    private func print(_ rows: ArraySlice<HistoryRow>, isFirst: Bool) {
        switch output.output {
        case .jsonl: for row in rows { Terminal.print(row.json.text) }
        case .json: Terminal.print("[\(rows.map(\.json.text).joined(separator: ","))]")
        case .ids: if isFirst { Terminal.print(id ?? "") }
        case .text:
            guard isFirst else {
                for row in rows { Terminal.print(row.line) }
                return
            }
            var table = Table(
                ["SEQ", "TIME", "TYPE", "STEP", "NODE", "KIND", "TRY", "OUTCOME", "DETAIL"],
                palette: output.palette)
            for row in rows { table.add(row.cells.map { .init($0) }) }
            table.print()
        }
    }
}
