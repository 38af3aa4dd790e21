internal import ArgumentParser
internal import Journal
internal import SagaEngine

/// The command `sagactl serve`.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run what is unfinished, and go on: timers, schedules and signals, until Ctrl-C.",
        discussion: """
            Other commands reach the running engine through a private socket beside the journal; \
            'sagactl submit --detach' hands it sagas.
            """)

    @OptionGroup var pool: PoolOptions
    @OptionGroup var journal: JournalOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let board = Scoreboard(job: nil)
        let quiet = output.quiet
        let engine = EmbeddedEngine(
            directory: try journal.directory, configuration: try journal.configuration,
            cluster: try cluster.load(), pool: pool, board: board
        ) { [output] in try? Summary(board: board, report: $0, job: nil).end(output) }
        let directory = try journal.directory
        let report = try await engine.run(
            onConclusion: quiet ? nil : Self.note
        ) { engine, recovery in
            if !quiet {
                Terminal.note(
                    "sagactl: serving \(Terminal.safe(directory)): \(recovery.unfinished) "
                        + "unfinished sagas, \(engine.schedules().count) schedules; Ctrl-C ends")
            }
            await engine.untilDraining()
            await engine.idle()
        }
        try Summary(board: board, report: report, job: nil).end(output)
    }

    /// Tells whoever watches how a saga has ended, or that it is parked.
    @Sendable private static func note(_ conclusion: Conclusion) {
        let reason = conclusion.reason.isEmpty ? "" : ": \(conclusion.reason)"
        Terminal.note(
            Terminal.safe(
                "\(conclusion.saga) \(conclusion.job) \(conclusion.key): "
                    + conclusion.status.rawValue + reason))
    }
}
