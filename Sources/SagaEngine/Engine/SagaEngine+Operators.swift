public import Journal
public import Steps
internal import Synchronization

/// What operators do to sagas.
extension SagaEngine {
    /// Sends a parked saga on, with a fresh number of tries.
    ///
    /// - Throws: ``SagaError`` if it is not parked, ``JournalError`` if the journal fails.
    public func retry(_ saga: SagaID, by: String, reason: String) async throws {
        try await act(on: saga) { machine, state throws(SagaError) in
            guard machine.status == .parked else {
                throw SagaError(
                    .wrongStatus,
                    "saga \(saga) is \(machine.status.rawValue), and only a parked saga is retried")
            }
            state.unsettled += 1
            state.moving += 1
            return .retried(by: by, reason: reason)
        }
        if let parent = parent(of: saga) { try await look(at: parent) }
    }

    /// Undoes a saga as soon as nothing of it is under way.
    ///
    /// - Throws: ``SagaError`` if it goes backward already or can only go forward.
    public func cancel(_ saga: SagaID, by: String, reason: String) async throws {
        try await act(on: saga) { machine, state throws(SagaError) in
            guard machine.canBeCancelled else {
                let words =
                    machine.hasPassedPivot
                    ? "is beyond its pivot and can only go forward" : "is being undone already"
                throw SagaError(.wrongStatus, "saga \(saga) \(words)")
            }
            switch machine.status {
            case .parked:
                state.unsettled += 1
                state.moving += 1
            case .accepted:
                // It waits for its locks no longer, and moves to its end at once.
                state.queued -= 1
                state.moving += 1
            default: break
            }
            return .cancelled(by: by, reason: reason)
        }
    }

    /// Answers the question of a step.
    ///
    /// - Parameter signal: its name is that of the step, or of one instance such as
    ///   `approve@node01`; an answer that comes before the question is kept for it.
    /// - Throws: ``SagaError`` if nothing of that name asks, or it was answered before.
    public func signal(_ saga: SagaID, _ signal: Signal) async throws {
        try await act(on: saga) { machine, _ throws(SagaError) in
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

    /// The locks that are held, in order of their names, with those who wait for them.
    public func heldLocks() -> [HeldLock] {
        state.withLock { $0.locks.held }
    }

    /// Lets a saga react to what is decided under the lock; returns when that is durable.
    private func act(
        on saga: SagaID,
        _ decide: (SagaMachine, inout EngineState) throws(SagaError) -> Event
    ) async throws {
        let (effects, ticket) = try state.withLock { state in
            guard let active = state.active[saga] else {
                throw SagaError(.unknownSaga, "there is no started saga \(saga)")
            }
            let event = try decide(active.machine, &state)
            let effects = process(event, of: saga, in: &state)
            return (effects, writer.enqueue([]))
        }
        try await ticket.durable()
        try await perform(effects)
    }

    private func parent(of saga: SagaID) -> SagaID? {
        state.withLock { $0.active[saga]?.machine.acceptance.parent?.saga }
    }

    /// Lets a saga see what has changed around it.
    func look(at saga: SagaID) async throws(JournalError) {
        let effects = state.withLock { process(.timerFired, of: saga, in: &$0) }
        try await perform(effects)
    }
}
