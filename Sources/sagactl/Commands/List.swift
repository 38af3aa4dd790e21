internal import ArgumentParser
internal import Journal
internal import SagaEngine
internal import Steps
internal import Workers

/// The command `sagactl list`.
struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List sagas: the unfinished ones, then the archived ones, newest first.")

    @OptionGroup var filter: FilterOptions

    @Option(help: "At most this many; 0 for all. Text shows 50 unless told, other formats all.")
    var limit: Int?

    @OptionGroup var journal: JournalOptions
    @OptionGroup var output: OutputOptions

    private static let page = 1_000

    func validate() throws {
        if let limit, limit < 0 { throw ValidationError("--limit is not negative") }
    }

    func run() async throws {
        let directory = try journal.directory
        let printer = SagaPrinter(output)
        let limit = limit.map { $0 == 0 ? Int.max : $0 } ?? (output.output == .text ? 50 : Int.max)
        let filter = try filter.filter(at: SystemClock().wall())
        try await Blocking.run { try list(directory, filter, printer, limit: limit) }
    }

    private func list(
        _ directory: String, _ filter: SagaFilter, _ printer: SagaPrinter, limit: Int
    ) throws {
        let source = try HistorySource.open(directory: directory)
        var left = limit
        var printer = printer
        let unfinished = try source.unfinished(
            matching: filter, limit: limit == .max ? .max : limit + 1)
        let shown = Set(unfinished.map(\.id))
        for saga in unfinished.prefix(left) { printer.add(saga) }
        left -= min(left, unfinished.count)
        let pauses = try source.pauses()
        if !output.quiet, output.output == .text {
            for pause in pauses {
                Terminal.note(pause.words)
            }
        }
        var hasMore = unfinished.count > limit
        var last: SagaID?
        while true {
            let page = try source.archived(
                matching: filter, before: last,
                limit: min(Self.page, left == Int.max ? left : left + 1))
            for saga in page.prefix(left) where !shown.contains(saga.id) { printer.add(saga) }
            hasMore = hasMore || page.count > left
            left -= min(left, page.count)
            guard let saga = page.last, !hasMore, left > 0 else { break }
            last = saga.id
        }
        printer.finish(hasMore: hasMore)
    }
}

/// Prints sagas in the format that was asked for.
struct SagaPrinter: Sendable {
    private let format: OutputOptions.Format
    private let palette: Palette
    private let quiet: Bool
    private var rows: [SagaSummary] = []

    init(_ output: OutputOptions) {
        format = output.output
        palette = output.palette
        quiet = output.quiet
    }

    mutating func add(_ saga: SagaSummary) {
        switch format {
        case .jsonl: Terminal.print(Self.json(saga).text)
        case .ids: Terminal.print(saga.id.description)
        case .json, .text: rows.append(saga)
        }
    }

    func finish(hasMore: Bool) {
        switch format {
        case .jsonl, .ids: break
        case .json: Terminal.print("[\(rows.map { Self.json($0).text }.joined(separator: ","))]")
        case .text:
            if rows.isEmpty {
                if !quiet { Terminal.note("no sagas") }
                return
            }
            printTable()
            Terminal.flush()
            if hasMore, !quiet { Terminal.note("… and more; --limit 0 shows all") }
        }
    }

    private func printTable() {
        var table = Table(
            ["ID", "WORKFLOW", "KEY", "JOB", "STATUS", "ACCEPTED", "ENDED"], palette: palette)
        for saga in rows {
            table.add([
                "\(saga.id)", .init(Terminal.safe(saga.acceptance.workflow)),
                .init(Terminal.safe(saga.acceptance.key)),
                .init(Terminal.safe(saga.acceptance.job)),
                status(of: saga),
                "\(saga.acceptedAt)", .init(saga.endedAt?.description ?? "-"),
            ])
        }
        table.print()
    }

    private func status(of saga: SagaSummary) -> Table.Cell {
        let note = saga.pause == nil ? "" : " (paused)"
        return .init(saga.status.rawValue + note, shown: palette.status(saga.status) + note)
    }

    static func json(_ saga: SagaSummary) -> JSONObject {
        var object = JSONObject()
        object.add("id", saga.id.description)
        object.add("workflow", saga.acceptance.workflow)
        object.add("key", saga.acceptance.key)
        object.add("job", saga.acceptance.job)
        object.add("status", saga.status.rawValue)
        object.add("acceptedAt", saga.acceptedAt)
        object.add("endedAt", saga.endedAt)
        object.add("reason", saga.reason.isEmpty ? nil : saga.reason)
        if let pause = saga.pause { object.add("pausedBy", pause.by) }
        return object
    }
}
