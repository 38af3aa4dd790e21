internal import Journal
internal import Steps
internal import Synchronization

/// Jobs, workflows and nodes that rest.
///
/// A pause holds what would begin: requests forward and backward alike, since a definition or a
/// node that is ill is ill both ways. What is under way comes back, and is journaled.
extension SagaEngine {
    /// What is paused, in order of what it is.
    public func pauses() -> [Pause] {
        state.withLock { $0.pauses.sorted }
    }

    /// Lets something rest; returns when that is durable.
    ///
    /// - Returns: the pause that was there before, if there was one: then nothing is changed.
    /// - Throws: ``JournalError`` if it cannot be written.
    public func pause(
        _ scope: Pause.Scope, by: String, reason: String
    ) async throws -> Pause? {
        try await change(scope, .pause, by, reason) { old, now in
            old == nil ? Pause(scope, by: by, reason: reason, since: now) : nil
        }
    }

    /// Lets something go on; returns when that is durable.
    ///
    /// - Returns: the pause that it ended; `nil` if there was none.
    /// - Throws: ``JournalError`` if it cannot be written.
    public func unpause(
        _ scope: Pause.Scope, by: String, reason: String
    ) async throws -> Pause? {
        try await change(scope, .unpause, by, reason) { _, _ in nil }
    }

    private func change(
        _ scope: Pause.Scope, _ verb: OperatorNote.Verb, _ by: String, _ reason: String,
        _ new: (Pause?, Timestamp) -> Pause?
    ) async throws -> Pause? {
        let (old, effects, ticket) = try state.withLock { state in
            let old = state.pauses[scope]
            guard (old == nil) == (verb == .pause) else {
                return (old, [Effect](), writer.enqueue([]))
            }
            let now = clock.wall()
            let pause = new(old, now)
            let note = OperatorNote(
                number: state.pauses.notes + 1, time: now, verb: verb, scope: scope, by: by,
                reason: reason)
            // What ends may be named in other bytes that Swift takes for the same text.
            let writes = [
                try DeskRecords.write(pause, of: old?.scope ?? scope), try DeskRecords.write(note),
            ]
            state.pauses[scope] = pause
            state.pauses.notes += 1
            let ticket = writer.enqueue(writes)
            return (old, lookAtAll(in: &state), ticket)
        }
        Failpoint.hit("operator.enqueued")
        try await ticket.durable()
        Failpoint.hit("operator.durable")
        try await perform(effects)
        return old
    }

    /// Lets the started sagas see what is paused now, and those start that were held.
    private func lookAtAll(in state: inout EngineState) -> [Effect] {
        var effects: [Effect] = []
        for saga in state.active.keys.sorted() {
            guard let status = state.active[saga]?.saga.machine.status,
                status == .running || status == .compensating || status == .accepted
            else { continue }
            effects += process(.timerFired, of: saga, in: &state)
        }
        if state.heldStarts > 0 { effects.append(.startable(state.heldStarts)) }
        state.heldStarts = 0
        return effects
    }
}
