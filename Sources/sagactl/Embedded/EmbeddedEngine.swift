internal import Dispatch
internal import Foundation
internal import Journal
internal import NIOCore
internal import SagaEngine
internal import SagaServer
internal import Steps
internal import Transport
internal import Workers

/// The engine inside this process, on a journal that it owns: the place where parts are put
/// together.
struct EmbeddedEngine {
    let directory: String
    let configuration: JournalConfiguration
    let cluster: ClusterDefinition
    let pool: PoolOptions
    let board: Scoreboard
    /// Says what came of the run if it is interrupted, and something does not end in its time.
    let onLeaving: @Sendable (Report) -> Void

    /// What came of a run, beside what the board counted.
    struct Report {
        var entries = 0
        var commits = 0
        var wasInterrupted = false
        /// Whether another engine runs them.
        var isHandedOver = false
        /// Some of the sagas that wait for others which are parked.
        var stalled: [(saga: SagaID, child: SagaID)] = []
        /// Some of the sagas that wait for locks which parked sagas hold.
        var queued: [(saga: SagaID, lock: String, holder: SagaID)] = []
    }

    /// Opens the journal, resumes what is unfinished, does `body`, and closes everything in order.
    ///
    /// - Parameters:
    ///   - runs: whether sagas are run at all, or only accepted.
    ///   - resumes: whether what was under way is taken up; if not, nothing is written of it.
    ///   - onConclusion: told of each saga that ends or is parked, one after another; may block.
    func run(
        runs: Bool = true, resumes: Bool = true,
        onConclusion: (@Sendable (Conclusion) -> Void)? = nil,
        _ body: (SagaEngine, Recovery) async throws -> Void
    ) async throws -> Report {
        let executor = try HTTPStepExecutor(
            cluster: cluster, connectionsPerEndpoint: pool.perNode,
            shards: EventLoopShards(pool.shards.count(nodes: cluster.nodes.count)))
        let parts = try await Blocking.run { [shards = executor.shards] in
            try Parts(directory, configuration, deliver: shards.deliver)
        }
        let steps = RoutedStepExecutor(
            http: executor.sending(epoch: parts.epoch),
            programs: ProgramStepExecutor(cluster: cluster))
        let queue = CallQueue(limits: pool.limits(of: cluster))
        // A reader of the notes who stops reading must not stop the loop that makes the calls.
        let notes = DispatchQueue(label: "notes")
        let engine = SagaEngine(
            journal: parts.journal, writer: parts.writer, archiver: parts.archiver,
            cluster: cluster, dispatcher: queue,
            onQuestion: { question in if runs { notes.async { Self.tell(question) } } }
        ) { [board] conclusion in
            board.record(conclusion)
            if let onConclusion { notes.async { onConclusion(conclusion) } }
        }
        let interrupts = Interrupts(engine: engine, grace: pool.grace) { [onLeaving] in
            let statistics = parts.writer.statistics
            onLeaving(
                Report(
                    entries: statistics.entries, commits: statistics.commits,
                    wasInterrupted: true))
        }
        defer { interrupts.cancel() }
        var queued: [(saga: SagaID, lock: String, holder: SagaID)] = []
        var stalled: [(saga: SagaID, child: SagaID)] = []
        let result: Result<Void, any Error>
        do {
            for (node, client) in executor.clients { Self.report(client, of: node, on: notes) }
            let desk = EndpointDesk(clients: executor.clients)
            let socket = ControlSocket(
                directory: directory, endpoints: desk,
                sagas: SagaDesk(engine, queue: queue, endpoints: desk))
            queued = try await executor.serving {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    if runs {
                        group.addTask { try await engine.run() }
                        group.addTask {
                            try await WorkerPool(
                                engine: engine, queue: queue, executor: steps, on: executor.shards
                            ).run()
                        }
                    }
                    defer { engine.stop() }
                    let recovery = try await engine.recover(resumes: resumes) { [board] in
                        board.reading($0, of: $1)
                    }
                    board.recovered(recovery)
                    // Not before: a change of what is being read would be lost.
                    let queued = try await serving(socket) {
                        try await body(engine, recovery)
                        stalled = engine.stalled(limit: Scoreboard.shownProblems)
                        return engine.queued(limit: Scoreboard.shownProblems)
                    }
                    Failpoint.hit("stop.begun")
                    engine.stop()
                    try await group.waitForAll()
                    return queued
                }
            }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await parts.close()
        await Blocking.run { notes.sync {} }
        Failpoint.hit("stop.closed")
        try result.get()
        let statistics = parts.writer.statistics
        return Report(
            entries: statistics.entries, commits: statistics.commits,
            wasInterrupted: interrupts.wasInterrupted, stalled: stalled, queued: queued)
    }

    /// Tells whoever watches that somebody has to answer.
    private static func tell(_ question: Question) {
        Terminal.note(
            "sagactl: saga \(question.saga) asks: \(Terminal.safe(question.text)) "
                + "('sagactl signal \(question.saga) \(question.instance) yes' or no)")
    }

    /// Tells whoever watches that requests have moved.
    private static func report(
        _ client: FailoverClient, of node: String, on notes: DispatchQueue
    ) {
        client.onEvent { event in
            guard case .activeEndpointChanged(let from, let to, let reason) = event else { return }
            notes.async {
                Terminal.note(
                    "sagactl: \(node): requests go to \(Terminal.safe(to)) now, not to "
                        + "\(Terminal.safe(from)) (\(reason.rawValue))")
            }
        }
    }

    /// Serves the socket while `body` runs; without it, the engine works all the same.
    private func serving<Result: Sendable>(
        _ socket: ControlSocket, _ body: () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await socket.run()
                } catch is CancellationError {
                } catch is Refusal {
                    // Whoever wants to change the engine is told; the job needs no socket.
                } catch {
                    Terminal.note("sagactl: no control socket: \(error)")
                }
            }
            defer { group.cancelAll() }
            return try await body()
        }
    }

    /// What stands on the disk.
    private struct Parts: Sendable {
        let journal: LMDBJournal
        let archive: SQLiteArchive
        let writer: JournalWriter
        let archiver: Archiver
        let epoch: Int

        init(
            _ directory: String, _ configuration: JournalConfiguration,
            deliver: @escaping JournalWriter.Delivery
        ) throws {
            journal = try LMDBJournal.open(directory: directory, configuration: configuration)
            epoch = try journal.information().epoch
            archive = try SQLiteArchive.open(directory: directory, of: journal) { sagas in
                Terminal.note(
                    "sagactl: the archive is of an earlier version; adding what its \(sagas) sagas "
                        + "are found by (once)")
            }
            // Memory may run ahead of the disk, effects never: after a failed commit this process
            // must not send or acknowledge anything any more.
            writer = JournalWriter(store: journal, archive: archive, deliver: deliver) { error in
                Failure.leave(
                    "\(error)\nThe process ends here; nothing that was acknowledged is lost. "
                        + "When the cause is mended: sagactl resume", .error)
            }
            archiver = Archiver(journal: journal, archive: archive, writer: writer) { error in
                Terminal.note("sagactl: finished sagas stay in the journal for now: \(error)")
            }
            writer.start()
            archiver.start()
        }

        func close() async {
            await archiver.drain()
            Failpoint.hit("stop.archived")
            await Blocking.run {
                archiver.close()
                writer.close()
                archive.close()
                journal.close()
            }
        }
    }
}
