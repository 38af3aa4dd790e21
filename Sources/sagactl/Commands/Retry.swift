internal import ArgumentParser
internal import Foundation
internal import Journal
internal import SagaEngine
internal import SagaServer
internal import Steps
internal import Workers

/// The command `sagactl retry`.
struct Retry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Let sagas try now: parked ones with a fresh number of tries, others at once.",
        discussion: """
            Without a running engine they are run to their end. With one, --wait waits until each \
            has ended or is parked again. Those that failed again are listed.
            """)

    @Argument(help: "Ids of sagas; - reads them from standard input, one a line.")
    var ids: [String] = []

    @Flag(help: "Every parked saga.")
    var all = false

    @Flag(help: "Where an engine runs: wait until each has ended or is parked again.")
    var wait = false

    @Option(help: "Why; it is journaled with your name.")
    var reason = ""

    @OptionGroup var pool: PoolOptions
    @OptionGroup var desk: DeskOptions

    func validate() throws {
        let ways = [all, !ids.isEmpty, desk.query != nil].count { $0 }
        guard ways > 0 else { throw ValidationError("name ids, or give --where or --all") }
        guard ways == 1 else {
            throw ValidationError("name ids or give --where or --all, one of them")
        }
        guard reason.utf8.count <= 1_000 else {
            throw ValidationError("--reason is at most 1,000 bytes long")
        }
    }

    func run() async throws {
        let selection = try SagaSelection(desk)
        let chosen = try await chosen(selection)
        let printer = DeskPrinter(verb: .retry, options: desk)
        if desk.output.output != .json || desk.dryRun { printer.matched(chosen.count) }
        let run = DeskRun(verb: .retry, reason: reason, options: desk)
        if desk.dryRun { return try await DeskRun.dryRun(.retry, chosen, selection, printer) }
        try run.confirm(chosen.count)
        if try await handOver(chosen, run, selection, printer) { return }
        try await runHere(chosen, run)
    }

    private func chosen(_ selection: SagaSelection) async throws -> [SagaID] {
        guard all else { return try await selection.ids(ids) }
        return try await Blocking.run {
            try HistorySource.open(directory: selection.directory)
                .unfinished(matching: .init(statuses: [.parked])).map(\.id).sorted()
        }
    }

    /// Sends them on with an engine of this process, and runs them to their end.
    private func runHere(_ chosen: [SagaID], _ run: DeskRun) async throws {
        let board = Scoreboard(job: nil)
        let output = desk.output
        let engine = EmbeddedEngine(
            directory: try desk.journal.directory, configuration: try desk.journal.configuration,
            cluster: try desk.cluster.load(), pool: pool, board: board
        ) { try? Summary(board: board, report: $0, job: nil).end(output) }
        let progress = ProgressDisplay(board, quiet: output.quiet) { $0.recovered }
        defer { progress?.finish() }
        let rows = DeskRun.Collected()
        let report = try await engine.run { engine, _ in
            let desk = SagaDesk(engine)
            try await run.paced(chosen) { batch in
                let answers = try await desk.decide(batch)
                for row in answers where row.answer == .applied { board.retried() }
                rows.add(answers)
            }
            await engine.idle()
        }
        progress?.finish()
        let refused = rows.rows.filter { $0.answer != .applied }
        for row in refused {
            Terminal.note(
                "sagactl: \(row.saga) is not retried: \(Terminal.safe(row.words))"
                    + (row.instead.isEmpty ? "" : "; \(Terminal.safe(row.instead))"))
        }
        try Summary(board: board, report: report, job: nil).end(output)
        if !refused.isEmpty { throw EndedWith(status: .error) }
    }

    /// Lets an engine that runs on the journal retry them.
    ///
    /// - Returns: whether there is one.
    private func handOver(
        _ chosen: [SagaID], _ run: DeskRun, _ selection: SagaSelection, _ printer: DeskPrinter
    ) async throws -> Bool {
        let socket = EngineSocket(directory: selection.directory)
        guard try await socket.get("/v1/pauses", as: [Pause].self) != nil else { return false }
        let before = try await standings(of: chosen, selection)
        let rows = DeskRun.Collected()
        try await run.paced(chosen) { batch in
            guard
                let answers = try await socket.post(
                    "/v1/decisions", batch, as: [DecisionRow].self)
            else { throw socket.absence }
            rows.add(answers)
        }
        let next = wait ? "waiting for them" : "the engine that runs goes on"
        if wait {
            if !desk.output.quiet { Terminal.note("\(chosen.count) retried; waiting for them") }
            let failed = try await failures(of: chosen, since: before, rows.rows, selection)
            return try finish(failed, chosen.count)
        }
        try printer.finish(rows.rows, next: next)
        return true
    }

    /// The numbers of the sagas' last entries.
    private func standings(
        of chosen: [SagaID], _ selection: SagaSelection
    ) async throws -> [SagaID: Int] {
        try await Blocking.run {
            let source = try HistorySource.open(directory: selection.directory)
            var numbers: [SagaID: Int] = [:]
            for id in chosen { numbers[id] = try source.entries(of: id)?.count }
            return numbers
        }
    }

    /// Waits until nothing of them moves, and says which of them did not make it.
    private func failures(
        of chosen: [SagaID], since before: [SagaID: Int], _ rows: [DecisionRow],
        _ selection: SagaSelection
    ) async throws -> [(SagaID, String)] {
        let refused = Dictionary(
            rows.filter { $0.answer != .applied }.map { ($0.saga, $0) },
            uniquingKeysWith: { $1 })
        var failed: [(SagaID, String)] = []
        var open: [SagaID] = []
        for id in chosen {
            guard let row = refused["\(id)"] else {
                open.append(id)
                continue
            }
            failed.append((id, row.words))
        }
        while !open.isEmpty {
            let (left, ended) = try await Blocking.run { [open] in
                try Self.look(at: open, since: before, selection)
            }
            open = left
            failed += ended
            if !open.isEmpty { try await Task.sleep(for: .milliseconds(250)) }
        }
        return failed
    }

    private static func look(
        at open: [SagaID], since before: [SagaID: Int], _ selection: SagaSelection
    ) throws -> (left: [SagaID], failed: [(SagaID, String)]) {
        let source = try HistorySource.open(directory: selection.directory)
        var left: [SagaID] = []
        var failed: [(SagaID, String)] = []
        for id in open {
            let entries = try source.entries(of: id)?.map(\.entry) ?? []
            let summary = SagaSummary(folding: entries)
            switch summary?.status {
            case .completed?: break
            case .compensated?, .abandoned?, nil:
                failed.append(
                    (id, "\(summary?.status.rawValue ?? "gone"): \(summary?.reason ?? "")"))
            case .parked? where entries.count > before[id] ?? 0:
                failed.append((id, "parked again: \(summary?.reason ?? "")"))
            default: left.append(id)
            }
        }
        return (left, failed)
    }

    private func finish(_ failed: [(SagaID, String)], _ count: Int) throws -> Bool {
        switch desk.output.output {
        case .text:
            Terminal.print("\(count - failed.count) of \(count) completed")
            if !failed.isEmpty { Terminal.print("\(failed.count) failed:") }
            for (id, words) in failed { Terminal.print("  \(id) \(Terminal.safe(words))") }
        case .ids: for (id, _) in failed { Terminal.print("\(id)") }
        case .json, .jsonl:
            var object = JSONObject()
            object.add("retried", count)
            object.add("completed", count - failed.count)
            object.add(
                "failed",
                failed.map { id, words in
                    var object = JSONObject()
                    object.add("saga", "\(id)")
                    object.add("words", words)
                    return object
                })
            Terminal.print(object.text)
        }
        if !failed.isEmpty { throw EndedWith(status: .parked) }
        return true
    }
}

/// A saga's id on the command line.
enum SagaArgument {
    static func parse(_ text: String) throws -> SagaID {
        guard let id = SagaID(text) else {
            throw Failure(
                message: "'\(Terminal.safe(text))' is no saga id; ids have 20 letters and digits, "
                    + "and 'sagactl list' shows them", status: .usage)
        }
        return id
    }
}
