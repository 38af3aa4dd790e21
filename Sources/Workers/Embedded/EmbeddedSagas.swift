public import Journal
public import SagaEngine
public import Steps
public import Transport

/// The saga engine inside a program: a journal and an archive in a directory, the engine, and the
/// workers that make its calls.
///
///     let sagas = EmbeddedSagas(directory: "/var/lib/shop/sagas", executor: steps)
///     try await sagas.run { sagas in
///         let receipt = try await sagas.submit(booking, inputs: ["seats": 2], key: "order-17")
///         let end = try await sagas.outcome(of: receipt.saga)
///     }
///
/// Sagas that were not finished when the program last ended, or crashed, go on by themselves.
///
/// Where nodes are called too, the client's health checks run around it:
///
///     try await http.serving { try await sagas.run { sagas in … } }
public struct EmbeddedSagas: Sendable {
    /// Where the journal and the archive are; made if it is not there.
    public var directory: String
    /// The nodes that steps run on; none, if the program does everything itself.
    public var cluster: ClusterDefinition
    /// What makes the calls.
    public var executor: any StepExecutor
    /// How much may be under way at once.
    public var limits: FlowLimits
    /// Where the workers run; `nil`: on threads that all of the program shares.
    ///
    /// With ``HTTPStepExecutor/shards`` a call costs as few hops between threads as can be.
    /// Registered steps run there too, and must not block then.
    public var shards: EventLoopShards?
    /// How large the journal may grow.
    public var journal: JournalConfiguration
    /// What can be tuned in the engine.
    public var engine: EngineConfiguration
    /// Told once a run if the archive fails: finished sagas then stay in the journal, where they
    /// are found as well, until the next run.
    public var onArchiveFailure: @Sendable (JournalError) -> Void = { _ in }

    /// Opens nothing yet.
    ///
    /// - Parameters:
    ///   - directory: where the journal and the archive are; one process at a time owns it.
    ///   - executor: what makes the calls: a ``StepRegistry``, or a ``RoutedStepExecutor`` if there
    ///     are nodes or programs too.
    ///   - limits: how much may be under way at once; `nil`: as the cluster says.
    public init(
        directory: String, cluster: ClusterDefinition = ClusterDefinition(nodes: [:]),
        executor: any StepExecutor, limits: FlowLimits? = nil,
        journal: JournalConfiguration = JournalConfiguration(),
        engine: EngineConfiguration = EngineConfiguration()
    ) {
        self.directory = directory
        self.cluster = cluster
        self.executor = executor
        self.limits = limits ?? FlowLimits(of: cluster)
        self.journal = journal
        self.engine = engine
    }

    /// Opens the journal, lets what is unfinished go on, does `body`, and closes everything.
    ///
    /// When `body` is done, no more calls begin; those under way are waited for. What is not
    /// finished then goes on with the next run: wait for ``RunningSagas/idle()`` if it shall not.
    /// - Throws: what `body` throws; ``JournalError`` if the journal cannot be opened, or fails. Of
    ///   code `diskFailed`, the process must end: only the next one can know what is on the disk.
    public func run<Result>(
        _ body: (RunningSagas) async throws -> Result
    ) async throws -> Result {
        let files = try await Blocking.run { [directory, journal] in
            try SagaFiles.open(directory, journal)
        }
        let queue = CallQueue(limits: limits)
        let ends = SagaEnds()
        let writer = files.writer(telling: shards) { ends.fail($0) }
        let archiver = files.archiver(writer, onFailure: onArchiveFailure)
        let engine = SagaEngine(
            journal: files.journal, writer: writer, archiver: archiver, cluster: cluster,
            dispatcher: queue, configuration: self.engine, observer: { ends.note($0.saga) })
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(
                try await serving(engine, queue, ends) { recovery in
                    try await body(
                        RunningSagas(
                            engine: engine, recovery: recovery, files: files, ends: ends))
                })
        } catch {
            result = .failure(error)
        }
        await archiver.drain()
        await Blocking.run { files.close(writer, archiver) }
        return try result.get()
    }

    /// Works while `body` runs, and stops after it.
    private func serving<Result>(
        _ engine: SagaEngine, _ queue: CallQueue, _ ends: SagaEnds,
        _ body: (Recovery) async throws -> Result
    ) async throws -> Result {
        let pool = WorkerPool(engine: engine, queue: queue, executor: executor, on: shards)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await Self.failing(ends) { try await engine.run() } }
            group.addTask { try await Self.failing(ends) { try await pool.run() } }
            let result: Swift.Result<Result, any Error>
            do {
                result = .success(try await body(try await engine.recover()))
            } catch {
                result = .failure(error)
            }
            // Not by cancelling: the outcomes of calls under way are worth waiting for.
            engine.stop()
            try await group.waitForAll()
            return try result.get()
        }
    }

    /// Whoever waits for the end of a saga must hear that nothing runs any more.
    private static func failing(
        _ ends: SagaEnds, _ work: () async throws -> Void
    ) async throws {
        do {
            try await work()
        } catch {
            ends.fail(error)
            throw error
        }
    }
}
