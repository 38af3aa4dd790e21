internal import ArgumentParser
internal import SagaEngine

/// The command `sagactl resume`.
struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Finish everything that is unfinished.",
        discussion: "Parked sagas stay parked: an operator sends them on with 'sagactl retry'.")

    @OptionGroup var pool: PoolOptions
    @OptionGroup var journal: JournalOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let board = Scoreboard(job: nil)
        let engine = EmbeddedEngine(
            directory: try journal.directory, configuration: try journal.configuration,
            cluster: try cluster.load(), pool: pool, board: board
        ) { [output] in try? Summary(board: board, report: $0, job: nil).end(output) }
        let progress = ProgressDisplay(board, quiet: output.quiet) { $0.recovered }
        defer { progress?.finish() }
        let report = try await engine.run { [output] engine, _ in
            if !output.quiet { Pause.tell(engine.pauses()) }
            await engine.idle()
        }
        progress?.finish()
        try Summary(board: board, report: report, job: nil).end(output)
    }
}
