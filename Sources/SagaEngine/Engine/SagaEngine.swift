public import Journal
public import Steps
internal import Synchronization

/// Runs sagas: a thin shell around ``SagaMachine`` that journals what it decides.
///
/// The critical section is synchronous: decide, and enqueue to the journal, so that journal order
/// is decision order. Effects and acknowledgements wait, outside of it, until that is durable.
public final class SagaEngine: Sendable {
    let journal: any JournalReading
    let writer: JournalWriter
    let archiver: Archiver?
    let cluster: ClusterDefinition
    let clock: RecoveredClock
    let surroundings: Surroundings
    let configuration: EngineConfiguration
    let dispatcher: any CallDispatcher
    private let observer: @Sendable (Conclusion) -> Void
    private let onQuestion: @Sendable (Question) -> Void

    let state: Mutex<EngineState>
    /// Rings when a timer is due earlier than before.
    let timerAlarm = Alarm()
    /// Rings when there may be accepted sagas to read ahead.
    let feedAlarm = Alarm()
    /// Rings when a schedule may be due earlier than before.
    let scheduleAlarm = Alarm()
    /// Rings when a saga waits for a child that is to be started.
    let childAlarm = Alarm()
    /// Rings when no more sagas are to be started.
    private let drainAlarm = Alarm()

    /// Puts an engine together; ``recover()`` comes next, then ``run()`` beside what sends calls.
    ///
    /// - Parameters:
    ///   - journal: what is read in recovery and when accepted sagas are started.
    ///   - writer: the only way into the journal.
    ///   - archiver: where finished sagas go; without one they stay in the journal.
    ///   - onQuestion: told of each step that begins to wait for somebody's answer.
    ///   - observer: told of each saga that ends or is parked, once that is durable.
    public init(
        journal: any JournalReading, writer: JournalWriter, archiver: Archiver?,
        cluster: ClusterDefinition, dispatcher: any CallDispatcher,
        surroundings: Surroundings = .machine,
        configuration: EngineConfiguration = EngineConfiguration(),
        onQuestion: @escaping @Sendable (Question) -> Void = { _ in },
        observer: @escaping @Sendable (Conclusion) -> Void = { _ in }
    ) {
        self.journal = journal
        self.writer = writer
        self.archiver = archiver
        self.cluster = cluster
        self.dispatcher = dispatcher
        self.surroundings = surroundings
        clock = RecoveredClock(surroundings.clock)
        self.configuration = configuration
        self.onQuestion = onQuestion
        self.observer = observer
        state = Mutex(EngineState(activeLimit: configuration.activeLimit, seed: surroundings.seed))
    }

    /// Serves timers and schedules, and reads accepted sagas ahead, until ``stop()``.
    ///
    /// - Throws: ``JournalError`` when the journal fails: the process must end.
    public func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for service in [serveTimers, readAhead, serveSchedules, serveChildren] {
                group.addTask { try await self.stopping(service) }
            }
            try await group.waitForAll()
        }
    }

    /// Ends everything when a service fails: whoever waits must not wait for ever.
    public func stopping(_ service: () async throws -> Void) async throws {
        do {
            try await service()
        } catch {
            stop()
            throw error
        }
    }

    /// Starts no more sagas; those that run go on, and ``idle()`` waits for them alone.
    public func drain() {
        update { $0.isDraining = true }
        drainAlarm.ring()
    }

    /// Returns when ``drain()`` is called; for one caller.
    public func untilDraining() async {
        await drainAlarm.wait(until: nil)
    }

    /// Whether no more sagas are started, and none should be submitted.
    public var isDraining: Bool {
        state.withLock { $0.isDraining }
    }

    /// Ends ``run()``, and lets the dispatcher end.
    public func stop() {
        update {
            $0.isDraining = true
            $0.isStopped = true
        }
        timerAlarm.ring()
        feedAlarm.ring()
        scheduleAlarm.ring()
        childAlarm.ring()
        drainAlarm.ring()
        archiver?.endRoom()
        dispatcher.close()
    }

    /// Returns when every accepted saga has ended or is parked, or waits for a lock that a parked
    /// one holds, and that is durable; when draining, when every started one has.
    public func idle() async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                if !state.isIdle { state.idleWaiters.append(continuation) }
                return state.isIdle
            }
            if isIdle { continuation.resume() }
        }
    }

    /// How many sagas are accepted, and neither at their end nor parked.
    public var unsettled: Int {
        state.withLock { $0.unsettled }
    }

    /// Sagas that wait for a lock, in order of their ids, with its name and who holds it.
    public func queued(limit: Int) -> [(saga: SagaID, lock: String, holder: SagaID)] {
        state.withLock { state in
            var queued: [(saga: SagaID, lock: String, holder: SagaID)] = []
            for saga in state.active.keys.sorted() where queued.count < limit {
                guard let obstacle = state.locks.obstacle(of: saga) else { continue }
                queued.append((saga, obstacle.name, obstacle.holder))
            }
            return queued
        }
    }

    /// Sagas that wait for parked ones and for nothing else, in order of their ids, with one that
    /// they have started.
    public func stalled(limit: Int) -> [(saga: SagaID, child: SagaID)] {
        state.withLock { state in
            state.active.values.filter { $0.saga.rest == .stalled }.map(\.saga)
                .sorted { $0.machine.id < $1.machine.id }.prefix(limit)
                .compactMap { saga in
                    saga.children.sorted { $0.key.step < $1.key.step }.lazy.compactMap(\.value)
                        .first
                        .map { (saga.machine.id, $0) }
                }
        }
    }

    /// Does what the critical section asked for: first what waits for nothing.
    func perform(_ effects: [Effect]) async throws(JournalError) {
        var conclusions: [(Conclusion, JournalTicket)] = []
        for effect in effects {
            switch effect {
            case .ready(let call): dispatcher.ready(call)
            case .startable(let count): dispatcher.startable(count)
            case .wakeTimers: timerAlarm.ring()
            case .rested: update { _ in }
            case .asked(let question):
                Failpoint.hit("signal.asked")
                onQuestion(question)
            case .startChild(let parent, let step):
                state.withLock { $0.childStarts.append((parent, step)) }
                childAlarm.ring()
            case .concluded(let conclusion, let ticket): conclusions.append((conclusion, ticket))
            }
        }
        for (conclusion, ticket) in conclusions { try await conclude(conclusion, ticket) }
    }

    private func conclude(
        _ conclusion: Conclusion, _ ticket: JournalTicket
    ) async throws(JournalError) {
        try await ticket.durable()
        Failpoint.hit("conclusion.durable")
        let isOver = conclusion.status.isTerminal
        if isOver { archiver?.add(conclusion.saga) }
        observer(conclusion)
        Failpoint.hit("conclusion.told")
        // Its parent goes on before it is counted out, or nothing would seem to move.
        if isOver, let parent = conclusion.parent {
            try await report(conclusion, to: parent.saga, key: conclusion.key)
        }
        var startable = 0
        update { state in
            state.unsettled -= 1
            state.moving -= 1
            startable = state.takeDeferredStart()
            if isOver { state.endRun(conclusion) }
        }
        if startable > 0 { dispatcher.startable(startable) }
        if isOver, conclusion.isScheduled { scheduleAlarm.ring() }
    }

    /// Changes the counts, and tells those who wait for nothing to move.
    func update(_ change: (inout EngineState) -> Void) {
        let waiters = state.withLock { state in
            change(&state)
            return state.takeIdleWaiters()
        }
        for waiter in waiters { waiter.resume() }
    }
}
