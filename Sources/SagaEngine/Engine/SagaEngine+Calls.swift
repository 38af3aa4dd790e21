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

/// What a saga wants right after it started, or an outcome was recorded.
public enum AfterCall: Sendable {
    /// To make its next call: whoever is told may begin it at once, in the same commit, or hand it
    /// to the dispatcher.
    case another(ReadyCall)
    /// Nothing from whoever is told.
    case nothing
}

/// What those who make calls use.
extension SagaEngine {
    /// Records that the call a saga is ready for is about to be made.
    ///
    /// - Returns: the call, or `nil` if the saga needs something else by now.
    public func begin(_ ready: ReadyCall) async throws(JournalError) -> BegunCall? {
        var effects: [Effect] = []
        let begun: BegunCall? = state.withLock { state in
            guard var active = state.take(ready.saga) else { return nil }
            let old = EngineState.Standing(active)
            active.announced.remove(ready.step)
            state.pauses.tell(&active.machine)
            let (decision, call) = active.machine.begin(
                ready.step, at: clock.now(), in: cluster)
            let ticket = journal(decision.entries, of: &active)
            let events = follow(
                decision.move, of: active, was: old, ticket, in: &state,
                effects: &effects)
            for (saga, event) in events { effects += process(event, of: saga, in: &state) }
            guard let call, let ticket else { return nil }
            let attempt = Attempt(step: ready.step, kind: call.kind, number: call.attempt)
            return BegunCall(call: call, ticket: ticket, attempt: attempt)
        }
        if !effects.isEmpty { try await perform(effects) }
        return begun
    }

    /// Records what came of a call.
    public func end(_ begun: BegunCall, _ result: CallResult) async throws(JournalError)
        -> AfterCall
    {
        let saga = begun.call.saga
        var effects = state.withLock { state in
            process(.attemptEnded(begun.attempt, result), of: saga, in: &state)
        }
        Failpoint.hit("\(begun.call.kind).ended")
        let next = Self.takeCall(of: saga, from: &effects)
        if !effects.isEmpty { try await perform(effects) }
        return next
    }

    /// Takes out what whoever caused the effects can do at once, instead of the dispatcher.
    private static func takeCall(of saga: SagaID, from effects: inout [Effect]) -> AfterCall {
        guard case .ready(let call)? = effects.first, call.saga == saga else { return .nothing }
        effects.removeFirst()
        return .another(call)
    }

    /// Starts the next accepted saga, if there is one: gets its locks, or queues for them.
    public func startNext() async throws(JournalError) -> AfterCall {
        var after = AfterCall.nothing
        var effects: [Effect] = []
        var stale: SagaID?
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
                effects = start(next, in: &state)
                after = Self.takeCall(of: next.machine.id, from: &effects)
            }
        }
        try await perform(effects)
        if let stale { try await startAgain(stale) }
        return after
    }
}
