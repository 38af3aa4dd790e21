public import Journal
public import Steps
internal import Synchronization

/// What operators do to sagas.
extension SagaEngine {
    /// Sends a parked saga on, with a fresh number of tries; one that runs does not wait for its
    /// next try.
    ///
    /// - Throws: ``SagaError`` if there is nothing to repeat, ``JournalError`` if the journal fails.
    public func retry(_ saga: SagaID, by: String, reason: String) async throws {
        try await insist(.retry, on: saga, by: by, reason: reason)
    }

    /// Undoes a saga as soon as nothing of it is under way.
    ///
    /// - Throws: ``SagaError`` if it goes backward already or can only go forward.
    public func cancel(_ saga: SagaID, by: String, reason: String) async throws {
        try await insist(.cancel, on: saga, by: by, reason: reason)
    }

    /// For those to whom a repetition is a mistake.
    private func insist(
        _ verb: OperatorVerb, on saga: SagaID, by: String, reason: String
    ) async throws {
        switch try await decide(verb, on: saga, by: by, reason: reason) {
        case .applies: break
        case .repetition(let why): throw SagaError(.wrongStatus, "saga \(saga): \(why)")
        case .refused(let why, let instead):
            throw SagaError(.wrongStatus, "saga \(saga): \(why); \(instead)")
        }
    }

    /// Answers the question of a step.
    ///
    /// - Parameter signal: its name is that of the step, or of one instance such as
    ///   `approve@node01`; an answer that comes before the question is kept for it.
    /// - Throws: ``SagaError`` if nothing of that name asks, or it was answered before.
    public func signal(_ saga: SagaID, _ signal: Signal) async throws {
        try await act(on: saga) { machine throws(SagaError) in
            guard machine.takesSignal(named: signal.name) else {
                let words =
                    machine.signals[signal.name] == nil
                    ? "asks nothing under the name '\(signal.name)'"
                    : "has its answer for '\(signal.name)' already"
                throw SagaError(.wrongStatus, "saga \(saga) \(words)")
            }
            return .signalled(signal)
        }
    }

    /// Takes a saga that waits for its turn or its time out of the journal, to be acted upon.
    func takeUp(_ saga: SagaID) async throws {
        let ticket = state.withLock { state -> JournalTicket? in
            guard state.active[saga] == nil, state.withdrawn.insert(saga).inserted else {
                return nil
            }
            return writer.enqueue([])
        }
        guard let ticket else { return }
        // It does not start from here on, and if it started before, the journal shows it by then.
        try await ticket.durable()
        Failpoint.hit("operator.takenUp")
        let found = try await blocking { [self] in
            try journal.entries(of: saga).isEmpty ? nil : load(saga)
        }
        state.withLock { state in
            guard let found, found.machine.status == .accepted,
                found.machine.sequence >= state.changed[saga] ?? 1
            else {
                state.withdrawn.remove(saga)
                return
            }
            state.queued += 1
            state.active[saga] = .init(found)
        }
    }

    /// The parked sagas, in order of their ids.
    public func parked() -> [SagaID] {
        state.withLock { state in
            state.active.values.filter { $0.saga.machine.status == .parked }
                .map(\.saga.machine.id).sorted()
        }
    }

    /// The locks that are held, in order of their names, with those who wait for them.
    public func heldLocks() -> [HeldLock] {
        state.withLock { $0.locks.held }
    }

    /// Lets a saga react to what is decided under the lock; returns when that is durable.
    private func act(
        on saga: SagaID,
        _ decide: (SagaMachine) throws(SagaError) -> Event
    ) async throws {
        let (effects, ticket) = try state.withLock { state in
            guard let active = state.active[saga]?.saga else {
                throw SagaError(
                    .unknownSaga,
                    "saga \(saga) is none that has started and goes on; 'sagactl show \(saga)' "
                        + "says where it is")
            }
            let event = try decide(active.machine)
            let effects = process(event, of: saga, in: &state)
            return (effects, writer.enqueue([]))
        }
        Failpoint.hit("operator.enqueued")
        try await ticket.durable()
        Failpoint.hit("operator.durable")
        try await perform(effects)
    }

    /// Lets a saga see what has changed around it.
    func look(at saga: SagaID) async throws(JournalError) {
        let effects = state.withLock { process(.timerFired, of: saga, in: &$0) }
        try await perform(effects)
    }
}
