public import Journal
public import Steps
internal import Synchronization

/// A request that is recorded, and may be sent once its ticket is durable.
public struct BegunCall: Sendable {
    /// What to send.
    public let call: Call
    /// Wait for it before sending.
    public let ticket: JournalTicket
    let attempt: Attempt
}

/// What a saga wants right after an outcome was recorded.
public enum AfterCall: Sendable {
    /// To send its next request, to this node: the caller may begin it at once, in the same commit,
    /// or hand it to the dispatcher.
    case another(node: String)
    /// Nothing from the caller.
    case nothing
}

/// What those who send requests call.
extension SagaEngine {
    /// Records that the request a saga is ready for is about to be sent.
    ///
    /// - Returns: the call, or `nil` if the saga needs something else by now.
    public func begin(_ saga: SagaID) async throws(JournalError) -> BegunCall? {
        var effects: [Effect] = []
        let begun: BegunCall? = state.withLock { state in
            guard var active = state.active[saga] else { return nil }
            let (decision, call) = active.machine.begin(at: clock.now(), in: cluster)
            let ticket = journal(decision.entries, of: &active)
            state.active[saga] = active
            if let call, let ticket, case .awaitReply(let step, let kind, _) = decision.move {
                let attempt = Attempt(step: step, kind: kind, number: call.attempt)
                return BegunCall(call: call, ticket: ticket, attempt: attempt)
            }
            let granted = follow(
                decision.move, of: active.machine, ticket, in: &state, effects: &effects)
            for heir in granted { effects += process(.locksAcquired, of: heir, in: &state) }
            return nil
        }
        if begun == nil { try await perform(effects) }
        return begun
    }

    /// Records what came of a request.
    public func end(_ begun: BegunCall, _ result: CallResult) async throws(JournalError)
        -> AfterCall
    {
        let saga = begun.call.saga
        var effects = state.withLock { state in
            process(.attemptEnded(begun.attempt, result), of: saga, in: &state)
        }
        var after = AfterCall.nothing
        if case .ready(saga, let node)? = effects.first {
            effects.removeFirst()
            after = .another(node: node)
        }
        if !effects.isEmpty { try await perform(effects) }
        return after
    }

    /// Starts the next accepted saga, if there is one: gets its locks, or queues for them.
    public func startNext() async throws(JournalError) {
        var effects: [Effect] = []
        // A saga that only queues for its locks may be the last that anybody waited for.
        update { state in
            guard !state.isDraining else { return }
            guard state.hasRoom else {
                state.deferredStarts += 1
                return
            }
            guard let next = state.upNext.popLast() else { return }
            if state.upNext.count < EngineConfiguration.readAhead / 2 { feedAlarm.ring() }
            state.active[next.machine.id] = next
            effects = process(.timerFired, of: next.machine.id, in: &state)
        }
        try await perform(effects)
    }
}
