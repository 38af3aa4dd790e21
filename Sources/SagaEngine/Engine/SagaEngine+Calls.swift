public import Journal
public import Steps
internal import Synchronization

/// A call that is recorded, and may be made once its ticket is durable.
public struct BegunCall: Sendable {
    /// What to do.
    public let call: Call
    /// Wait for it before.
    public let ticket: JournalTicket
    let attempt: Attempt
}

/// What those who make calls use.
extension SagaEngine {
    /// Records that the call a saga is ready for is about to be made.
    ///
    /// - Returns: the call, or `nil` if the saga needs something else by now.
    public func begin(_ ready: ReadyCall) async throws(JournalError) -> BegunCall? {
        var effects: [Effect] = []
        let begun = begin(ready, &effects)
        if !effects.isEmpty { try await perform(effects) }
        return begun
    }

    private func begin(_ ready: ReadyCall, _ effects: inout [Effect]) -> BegunCall? {
        state.withLock { state in
            guard let seat = state.active[ready.saga] else { return nil }
            let (begun, events) = begin(ready.step, of: &seat.saga, in: &state, &effects)
            for (saga, event) in events { effects += process(event, of: saga, in: &state) }
            return begun
        }
    }

    /// - Returns: the call, and what other sagas have to react to because of it.
    private func begin(
        _ step: Int, of active: inout EngineState.ActiveSaga, in state: inout EngineState,
        _ effects: inout [Effect]
    ) -> (BegunCall?, [(SagaID, Event)]) {
        let old = EngineState.Standing(active)
        active.announced.remove(step)
        state.pauses.tell(&active.machine)
        let (decision, call) = active.machine.begin(step, at: clock.now(), in: cluster)
        let ticket = journal(decision.entries, of: &active)
        let events = follow(
            decision.move, of: &active, was: old, ticket, in: &state, effects: &effects)
        guard let call, let ticket else { return (nil, events) }
        let attempt = Attempt(step: step, kind: call.kind, number: call.attempt)
        return (BegunCall(call: call, ticket: ticket, attempt: attempt), events)
    }

    /// Records what came of a call, and begins the saga's next one, in one commit as a rule.
    ///
    /// - Parameter mayBegin: asked about the call that the saga is ready for, if there is one; who
    ///   says no hands it to the dispatcher.
    /// - Returns: the next call; `nil` if there is none, or it may not begin yet.
    public func end(
        _ begun: BegunCall, _ result: CallResult, mayBegin: (ReadyCall) -> Bool
    ) async throws(JournalError) -> BegunCall? {
        let saga = begun.call.saga
        var effects: [Effect] = []
        let next = writer.together {
            effects = state.withLock { state in
                process(.attemptEnded(begun.attempt, result), of: saga, in: &state)
            }
            Failpoint.hit("\(begun.call.kind).ended")
            return beginFirst(of: &effects, for: saga, mayBegin)
        }
        if !effects.isEmpty { try await perform(effects) }
        return next
    }

    /// Begins the call that a saga has become ready for, instead of telling the dispatcher of it.
    private func beginFirst(
        of effects: inout [Effect], for saga: SagaID, _ mayBegin: (ReadyCall) -> Bool
    ) -> BegunCall? {
        guard case .ready(let call)? = effects.first, call.saga == saga else { return nil }
        effects.removeFirst()
        return mayBegin(call) ? begin(call, &effects) : nil
    }

    /// Starts the next accepted saga, if there is one: gets its locks, or queues for them.
    ///
    /// Its first call begins in the same commit as a rule.
    ///
    /// - Parameter mayBegin: as of ``end(_:_:mayBegin:)``.
    /// - Returns: that call; `nil` if there is none, or it may not begin yet.
    public func startNext(
        mayBegin: (ReadyCall) -> Bool
    ) async throws(JournalError) -> BegunCall? {
        var effects: [Effect] = []
        var stale: SagaID?
        let begun = writer.together {
            guard let saga = startNext(&effects, &stale) else { return BegunCall?.none }
            return beginFirst(of: &effects, for: saga, mayBegin)
        }
        try await perform(effects)
        if let stale { try await startAgain(stale) }
        return begun
    }

    /// - Parameter stale: becomes a saga that an operator has decided about since it was read.
    /// - Returns: the saga whose turn it was, if it can start.
    private func startNext(_ effects: inout [Effect], _ stale: inout SagaID?) -> SagaID? {
        var started: SagaID?
        // A saga that only queues for its locks may be the last that anybody waited for.
        update { state in
            guard !state.isDraining else { return }
            guard state.hasRoom else {
                state.deferredStarts += 1
                return
            }
            let pauses = state.pauses
            guard let (lane, next) = state.upNext.next(where: { pauses.letsStart($0.machine) })
            else {
                if state.upNext.count > 0 { state.heldStarts += 1 }
                return
            }
            if EngineConfiguration.isLow(state.upNext.count(in: lane), state.upNext.count) {
                feedAlarm.ring()
            }
            guard !state.withdrawn.contains(next.machine.id) else { return }
            if next.machine.sequence < state.changed[next.machine.id] ?? 1 {
                stale = next.machine.id
            } else {
                started = next.machine.id
                effects = start(next, in: &state)
            }
        }
        return started
    }
}
