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
        abstract: "Send parked sagas on with a fresh number of tries, and run them to their end.")

    @Argument(help: "Ids of parked sagas; - reads them from standard input, one a line.")
    var ids: [String] = []

    @Flag(help: "Every parked saga.")
    var all = false

    @Option(help: "Why; it is journaled with your name.")
    var reason = ""

    @Flag(name: .customLong("dry-run"), help: "Say how many would be retried, and do nothing.")
    var dryRun = false

    @OptionGroup var pool: PoolOptions
    @OptionGroup var journal: JournalOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard all || !ids.isEmpty else { throw ValidationError("name ids, or give --all") }
        guard !all || ids.isEmpty else { throw ValidationError("name ids or give --all, not both") }
        guard reason.utf8.count <= 1_000 else {
            throw ValidationError("--reason is at most 1,000 bytes long")
        }
    }

    func run() async throws {
        let named = try parsedIDs()
        if dryRun {
            let parked = try HistorySource.open(directory: try journal.directory)
                .unfinished(matching: .init(statuses: [.parked])).map(\.id)
            let matching = all ? parked : parked.filter(named.contains)
            return Terminal.print("would retry \(matching.count) parked sagas")
        }
        if try await handOver(named) { return }
        let board = Scoreboard(job: nil)
        let engine = EmbeddedEngine(
            directory: try journal.directory, configuration: try journal.configuration,
            cluster: try cluster.load(), pool: pool, board: board
        ) { [output] in try? Summary(board: board, report: $0, job: nil).end(output) }
        let progress = ProgressDisplay(board, quiet: output.quiet) { $0.recovered }
        defer { progress?.finish() }
        let (all, reason, quiet) = (all, reason, output.quiet)
        let directory = try journal.directory
        let report = try await engine.run { engine, recovery in
            let chosen = all ? recovery.parked : named
            for id in chosen where !recovery.parked.contains(id) {
                let status = try await Blocking.run {
                    try HistorySource.open(directory: directory).summary(of: id)?.status
                }
                let words = status.map { "is \($0.rawValue), and not parked" } ?? "is not known"
                throw Failure(
                    message: "saga \(id) \(words); nothing was retried. "
                        + "'sagactl list --status parked' shows those that are",
                    status: .usage)
            }
            if !quiet {
                let noun = chosen.count == 1 ? "saga" : "sagas"
                Terminal.note("retrying \(chosen.count) parked \(noun)")
            }
            for id in chosen {
                try await engine.retry(id, by: OperatorAccess.name, reason: reason)
                board.retried()
            }
            await engine.idle()
        }
        progress?.finish()
        try Summary(board: board, report: report, job: nil).end(output)
    }

    /// Lets an engine that runs on the journal retry them.
    ///
    /// - Returns: whether there is one.
    private func handOver(_ named: [SagaID]) async throws -> Bool {
        let directory = try journal.directory
        let socket = EngineSocket(directory: directory)
        guard try await socket.get("/v1/locks", as: [LockRow].self) != nil else { return false }
        var chosen = named
        if all {
            chosen = try await Blocking.run {
                try HistorySource.open(directory: directory)
                    .unfinished(matching: .init(statuses: [.parked])).map(\.id)
            }
        }
        for saga in chosen {
            let change = SagaChange.retry(
                saga: saga.description, by: OperatorAccess.name, reason: reason)
            guard try await socket.post("/v1/sagas", change, as: [ScheduleRow].self) != nil else {
                throw socket.absence
            }
        }
        if !output.quiet {
            Terminal.print("\(chosen.count) retried; the engine that runs goes on with them")
        }
        return true
    }

    private func parsedIDs() throws -> [SagaID] {
        var texts = ids
        if ids == ["-"] {
            texts = []
            while let line = readLine() {
                let id = line.trimmingCharacters(in: .whitespaces)
                if !id.isEmpty { texts.append(id) }
            }
        }
        var seen: Set<SagaID> = []
        return try texts.map(SagaArgument.parse).filter { seen.insert($0).inserted }
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
