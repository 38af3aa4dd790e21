import ArgumentParser
import Journal
import SagaEngine
import SagaTesting
import Steps
import Synchronization
import Workers

/// Recovers a journal, up to the first call that is made.
struct RecoverJournal: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover", abstract: "Recover, and stop when the first call is made.")

    @Option var journal: String

    func run() async throws {
        let start = ContinuousClock.now
        let first = Mutex<Duration?>(nil)
        let store = try LMDBJournal.open(directory: journal)
        let archive = try SQLiteArchive.open(directory: journal)
        let writer = JournalWriter(store: store, archive: archive) { _ in }
        writer.start()
        let queue = CallQueue(limits: FlowLimits(concurrency: 256))
        let node = NodeDefinition(
            endpoints: [EndpointDefinition(url: "http://127.0.0.1:9")], timestamps: true,
            // As in the cluster file of the nodes: whoever goes on after this waits for that long.
            maxRequestLifetime: .seconds(1))
        let cluster = ClusterDefinition(
            nodes: Dictionary(uniqueKeysWithValues: SampleHistory.nodes.map { ($0, node) }))
        let engine = SagaEngine(
            journal: store, writer: writer, archiver: nil, cluster: cluster, dispatcher: queue)
        let executor = InstantExecutor {
            first.withLock { first in
                if first == nil { first = ContinuousClock.now - start }
            }
            engine.stop()
        }
        let pool = WorkerPool(engine: engine, queue: queue, executor: executor)
        let (recovered, unfinished) = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await engine.run() }
            group.addTask { try await pool.run() }
            let recovery = try await engine.recover()
            let recovered = ContinuousClock.now - start
            try await group.waitForAll()
            return (recovered, recovery.unfinished)
        }
        writer.close()
        guard let call = first.withLock({ $0 }) else { throw ExitCode.failure }
        print(
            "{\"unfinished\":\(unfinished),\"recoverSeconds\":\(recovered / .seconds(1)),"
                + "\"firstCallSeconds\":\(call / .seconds(1))}")
    }
}
