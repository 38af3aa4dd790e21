public import Journal
internal import SagaEngine
public import Steps
public import Transport
internal import Workers

/// Keeps an engine as busy as it can be, and says how much it did.
///
/// The engine is the real one, with locks, limits, history and archive; what it journals to and
/// what makes its calls is given.
public struct SagaLoad: Sendable {
    /// What the sagas are.
    public var workflow: WorkflowDefinition
    /// The nodes that they are about.
    public var cluster: ClusterDefinition
    /// Calls under way at once.
    public var concurrency: Int
    /// How many sagas are submitted at most.
    public var sagas: Int
    /// For how long they are; `nil` for no limit.
    public var time: Duration?
    /// Where the workers run: with requests, best where the connections are; `nil`: on a thread of
    /// their own.
    public var shards: EventLoopShards?
    /// The inputs of a saga by its number.
    public var inputs: @Sendable (Int) -> [String: Value]

    /// Puts a load together.
    public init(
        _ workflow: WorkflowDefinition, cluster: ClusterDefinition, concurrency: Int,
        sagas: Int, time: Duration? = nil, shards: EventLoopShards? = nil,
        inputs: @escaping @Sendable (Int) -> [String: Value]
    ) {
        self.workflow = workflow
        self.cluster = cluster
        self.concurrency = concurrency
        self.sagas = sagas
        self.time = time
        self.shards = shards
        self.inputs = inputs
    }

    /// Calls under way at one node at once, and the connections that its endpoint needs: as many as
    /// in all, so that no saga is started only to wait for its node.
    public var perNode: Int { max(FlowLimits.usualPerNode, concurrency) }

    /// Sagas that are accepted and have not ended: more than run, so that none is waited for.
    private var ahead: Int { max(32, 4 * concurrency) }
    /// Submissions that share a commit, as many as a bulk job's at most.
    private var chunk: Int { min(512, ahead / 2) }

    /// Runs an engine until all sagas are through.
    ///
    /// - Parameters:
    ///   - journal: where unfinished sagas are, empty.
    ///   - archive: where finished ones go.
    /// - Throws: ``JournalError`` when the journal fails.
    public func run(
        journal: any JournalStore, archive: any Archive, executor: any StepExecutor
    ) async throws -> LoadReport {
        guard let shards else {
            var load = self
            let own = EventLoopExecutor.start()
            load.shards = EventLoopShards(own)
            let report = try await load.run(journal: journal, archive: archive, executor: executor)
            try await own.shutdown()
            return report
        }
        let journalLoop = MeasuredLoop(ThreadLoop(name: "journal"))
        let archiveLoop = MeasuredLoop(ThreadLoop(name: "archiver", pace: Archiver.pace))
        let writer = JournalWriter(
            store: journal, archive: archive, loop: journalLoop, deliver: shards.deliver
        ) { _ in }
        let archiver = Archiver(
            journal: journal, archive: archive, writer: writer, loop: archiveLoop
        ) { _ in }
        writer.start()
        archiver.start()
        let turnstile = Turnstile(room: ahead)
        let queue = CallQueue(limits: FlowLimits(concurrency: concurrency, perNode: perNode))
        let engine = SagaEngine(
            journal: journal, writer: writer, archiver: archiver, cluster: cluster,
            dispatcher: queue,
            observer: { turnstile.leave(isCompleted: $0.status == .completed) })
        let usage = ProcessorTime.seconds
        let loopUsage = await ProcessorTime.used(by: shards)
        let start = ContinuousClock.now
        let pool = WorkerPool(engine: engine, queue: queue, executor: executor, on: shards)
        let result: Result<Void, any Error>
        do {
            result = .success(try await drive(engine, pool, through: turnstile))
        } catch {
            result = .failure(error)
        }
        await archiver.drain()
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let loopSeconds = zip(await ProcessorTime.used(by: shards), loopUsage).map { $0 - $1 }
        let processorSeconds = ProcessorTime.seconds - usage
        let (journalSeconds, archiveSeconds) = (journalLoop.seconds, archiveLoop.seconds)
        await Blocking.run {
            archiver.close()
            writer.close()
        }
        try result.get()
        let count = turnstile.count
        return LoadReport(
            sagas: count.ended, completed: count.completed, seconds: seconds,
            processorSeconds: processorSeconds, loopSeconds: loopSeconds,
            journalSeconds: journalSeconds, archiveSeconds: archiveSeconds,
            journal: writer.statistics)
    }

    private func drive(
        _ engine: SagaEngine, _ pool: WorkerPool, through turnstile: Turnstile
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await closing(turnstile) { try await engine.run() } }
            group.addTask { try await closing(turnstile) { try await pool.run() } }
            defer { engine.stop() }
            try await engine.recover()
            try await submit(to: engine, through: turnstile)
            await engine.idle()
            engine.stop()
            try await group.waitForAll()
        }
    }

    /// Whoever waits for sagas to end must not wait for ever.
    private func closing(
        _ turnstile: Turnstile, _ work: () async throws -> Void
    ) async throws {
        defer { turnstile.close() }
        try await work()
    }

    private func submit(to engine: SagaEngine, through turnstile: Turnstile) async throws {
        let definition = try engine.define(workflow)
        let end = time.map { ContinuousClock.now + $0 }
        var next = 0
        while next < sagas, end.map({ .now < $0 }) ?? true {
            let count = min(chunk, sagas - next)
            guard await turnstile.enter(count) else { return }
            let submissions = (next..<next + count).map { number in
                Submission(key: "\(number)", inputs: inputs(number))
            }
            _ = try await engine.submit(submissions, of: definition, job: "load")
            next += count
        }
    }
}
