internal import Journal
internal import Steps

/// The critical section: from an event to journaled entries and effects.
extension SagaEngine {
    /// Lets a saga react to an event.
    func process(_ event: Event, of saga: SagaID, in state: inout EngineState) -> [Effect] {
        var effects: [Effect] = []
        var pending = [(saga, event)]
        while let (saga, event) = pending.popLast() {
            guard var active = state.active[saga] else { continue }
            if case .locksAcquired = event {
                // Nothing new is started while draining; the saga waits in the journal.
                if state.isDraining { continue }
                state.moving += 1
                state.queued -= 1
            }
            let decision = active.machine.handle(
                event, at: clock.now(), in: cluster, using: &state.generator)
            let ticket = journal(decision.entries, of: &active)
            state.active[saga] = active
            let granted = follow(
                decision.move, of: active.machine, ticket, in: &state, effects: &effects)
            pending += granted.map { ($0, .locksAcquired) }
        }
        return effects
    }

    /// Turns a move into effects.
    ///
    /// - Returns: sagas that got their locks because this one ended.
    func follow(
        _ move: Move, of saga: SagaMachine, _ ticket: JournalTicket?, in state: inout EngineState,
        effects: inout [Effect]
    ) -> [SagaID] {
        switch move {
        case .acquireLocks:
            state.queued += 1
            return state.locks.acquire(saga.lockNames, for: saga.id) ? [saga.id] : []
        case .call(_, _, let node):
            effects.append(.ready(saga.id, node: node))
        case .wait(let due, _):
            let isFirst = state.timers.nextDue.map { due < $0 } ?? true
            state.timers.add(saga.id, due: due)
            if isFirst { effects.append(.wakeTimers) }
        case .awaitReply: break
        case .awaitOperator:
            if let ticket { effects.append(.concluded(conclusion(of: saga), ticket)) }
        case .none:
            state.active[saga.id] = nil
            if let ticket { effects.append(.concluded(conclusion(of: saga), ticket)) }
            return state.locks.release(saga.id)
        }
        return []
    }

    /// Encodes entries, each with its predecessor's hash, and enqueues them.
    func journal(
        _ entries: [Entry], of active: inout EngineState.ActiveSaga
    ) -> JournalTicket? {
        guard !entries.isEmpty else { return nil }
        var writes: [JournalWrite] = []
        writes.reserveCapacity(entries.count)
        for entry in entries {
            let (encoded, hash) = EntryCodec.encode(entry, previous: active.head)
            active.head = hash
            writes.append(.append(encoded, phase: entry.fact.phase))
        }
        return writer.enqueue(writes)
    }

    private func conclusion(of saga: SagaMachine) -> Conclusion {
        Conclusion(
            saga: saga.id, job: saga.acceptance.job, key: saga.acceptance.key,
            status: saga.status, reason: saga.reason)
    }
}

extension Fact {
    /// The phase that a saga enters with this fact.
    var phase: SagaPhase? {
        switch self {
        case .sagaStarted: .active
        case .sagaCompleted, .sagaCompensated, .sagaAbandoned: .ended
        default: nil
        }
    }
}
