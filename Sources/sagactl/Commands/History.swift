internal import ArgumentParser
internal import Journal
internal import SagaEngine
internal import Steps
internal import Workers

/// The command `sagactl history`.
struct History: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Show every entry of a saga: what happened, in order, with its hash.")

    @Argument(help: "The saga's id.")
    var id: String

    @Flag(help: "Go on showing entries until the saga ends.")
    var follow = false

    @OptionGroup var journal: JournalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
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
        case .ids: if isFirst { Terminal.print(id) }
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
