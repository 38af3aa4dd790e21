internal import Journal
internal import SagaEngine
internal import Steps
internal import Workers

/// The engine from one start to its death: all of the real one, on simulated time.
final class Life: @unchecked Sendable {
    // Touched by the thread that runs the simulation alone.

    let number: Int
    let clock: SimulatedClock
    let journal: SimulatedJournal
    let engine: SagaEngine
    let nodes: SimulatedExecutor
    private let time: SimulatedTime
    private let writer: JournalWriter
    private let archiver: Archiver
    private let pool: WorkerPool
    /// Asynchronous work that has not ended.
    private(set) var running = 0
    /// Whether everything is read that was left behind.
    private(set) var hasRecovered = false
    /// Why it ended by itself.
    private(set) var failure: (any Error)?
    private(set) var isOver = false
    /// When it died.
    private(set) var diedAt: Milliseconds?

    init(_ number: Int, _ simulation: Simulation, archive: MemoryArchive) throws {
        self.number = number
        time = simulation.time
        let options = simulation.options
        let seed = simulation.plan.dice("life\(number)").peek
        clock = SimulatedClock(simulation.time, offset: simulation.clockOffset)
        journal = simulation.journal()
        writer = JournalWriter(
            store: journal, archive: archive,
            loop: SimulatedLoop(clock) { simulation.commitLatency() }, onFailure: { _ in })
        archiver = Archiver(
            journal: journal, archive: archive, writer: writer,
            loop: SimulatedLoop(clock) { 20 }, capacity: 4, onFailure: { _ in })
        let queue = CallQueue(
            limits: FlowLimits(of: simulation.cluster, concurrency: options.concurrency),
            clock: clock)
        nodes = try SimulatedExecutor(simulation, clock, seed: seed)
        engine = SagaEngine(
            journal: journal, writer: writer, archiver: archiver, cluster: simulation.cluster,
            dispatcher: queue,
            surroundings: Surroundings(clock: clock, reads: { $0() }, seed: seed),
            configuration: EngineConfiguration(activeLimit: options.activeLimit),
            onQuestion: { [weak simulation] in simulation?.asked($0) },
            observer: { [weak simulation] in simulation?.concluded($0) })
        pool = WorkerPool(engine: engine, queue: queue, executor: nodes)
    }

    /// Recovers, and runs until something fails or ``die()`` is called.
    func start() {
        writer.start()
        archiver.start()
        spawn { [self] in
            do {
                _ = try await engine.recover()
                hasRecovered = true
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { [engine] in try await engine.run() }
                    group.addTask { [pool] in try await pool.run() }
                    try await group.waitForAll()
                }
            } catch {
                failure = error
            }
            isOver = true
        }
    }

    /// Starts something asynchronous that ends with the engine.
    func spawn(_ body: @escaping @Sendable () async -> Void) {
        running += 1
        time.spawn { [self] in
            await body()
            running -= 1
        }
    }

    /// Ends everything at once; what nobody was told of is lost.
    func die() {
        diedAt = time.now
        clock.isStopped = true
        journal.die()
        engine.stop()
        writer.close()
        archiver.close()
        nodes.hangUp()
    }
}
