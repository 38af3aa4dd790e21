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
            pending += follow(decision.move, of: active, ticket, in: &state, effects: &effects)
        }
        return effects
    }

    /// Turns a move into effects.
    ///
    /// - Parameter ticket: of what was just journaled for the saga.
    /// - Returns: what other sagas have to react to because of it.
    func follow(
        _ move: Move, of saga: EngineState.ActiveSaga, _ ticket: JournalTicket?,
        in state: inout EngineState, effects: inout [Effect]
    ) -> [(SagaID, Event)] {
        var active = saga
        let id = active.machine.id
        switch move {
        case .acquireLocks:
            state.set(id, active)
            state.queued += 1
            let isGranted = state.locks.acquire(active.machine.lockNames, for: id)
            return isGranted ? [(id, .locksAcquired)] : []
        case .work(let needs):
            let events = serve(needs, of: &active, ticket, in: &state, effects: &effects)
            state.set(id, active)
            return events
        case .awaitOperator:
            active.rest = .none
            state.set(id, active)
            if let ticket { effects.append(.concluded(conclusion(of: active.machine), ticket)) }
            return []
        case .none:
            state.set(id, nil)
            if let ticket { effects.append(.concluded(conclusion(of: active.machine), ticket)) }
            return state.locks.release(id).map { ($0, .locksAcquired) }
        }
    }

    private func serve(
        _ needs: Needs, of saga: inout EngineState.ActiveSaga, _ ticket: JournalTicket?,
        in state: inout EngineState, effects: inout [Effect]
    ) -> [(SagaID, Event)] {
        let id = saga.machine.id
        for step in needs.calls where saga.announced.insert(step).inserted {
            effects.append(.ready(saga.machine.readyCall(step)))
        }
        if let due = needs.timer?.due, saga.due.map({ due < $0 }) ?? true {
            saga.due = due
            let isFirst = state.timers.nextDue.map { due < $0 } ?? true
            state.timers.add(id, due: due)
            if isFirst { effects.append(.wakeTimers) }
        }
        var events: [(SagaID, Event)] = []
        saga.children = saga.children.filter { needs.children.contains($0.key) }
        for step in needs.children {
            guard let child = saga.children[step] else {
                saga.children[step] = .some(nil)
                effects.append(.startChild(id, step: step, ticket))
                continue
            }
            if needs.isCancelling, let child {
                let reason = "saga \(id) gave up"
                events.append((child, .cancelled(by: "its parent", reason: reason)))
            }
        }
        for step in needs.signals where saga.asked.insert(step).inserted {
            guard let question = saga.machine.question(step) else { continue }
            let instance = saga.machine.instance(step)
            effects.append(
                .asked(Question(saga: id, instance: instance, text: question), ticket))
        }
        let rest = rest(of: saga, needs, in: state)
        if rest != saga.rest, rest != .none { effects.append(.rested) }
        saga.rest = rest
        return events
    }

    private func rest(
        of saga: EngineState.ActiveSaga, _ needs: Needs, in state: EngineState
    ) -> EngineState.Rest {
        guard needs.isPatient else { return .none }
        let waitsForParked =
            !needs.children.isEmpty && needs.signals.isEmpty && needs.timer == nil
            && needs.children.allSatisfy { step in
                guard let child = saga.children[step] ?? nil else { return false }
                return state.active[child]?.machine.status == .parked
                    || state.active[child]?.rest == .stalled
            }
        return waitsForParked ? .stalled : .patient
    }

    /// Encodes entries, each with its predecessor's hash, and enqueues them.
    func journal(
        _ entries: [Entry], of active: inout EngineState.ActiveSaga
    ) -> JournalTicket? {
        guard !entries.isEmpty else { return nil }
        return writer.enqueue(writes(entries, of: &active))
    }

    func writes(
        _ entries: [Entry], of active: inout EngineState.ActiveSaga
    ) -> [JournalWrite] {
        var writes: [JournalWrite] = []
        writes.reserveCapacity(entries.count)
        for entry in entries {
            let (encoded, hash) = EntryCodec.encode(entry, previous: active.head)
            active.head = hash
            writes.append(.append(encoded, phase: entry.fact.phase))
        }
        return writes
    }

    private func conclusion(of saga: SagaMachine) -> Conclusion {
        Conclusion(
            saga: saga.id, job: saga.acceptance.job, key: saga.acceptance.key,
            status: saga.status, reason: saga.reason, parent: saga.acceptance.parent)
    }
}

extension SagaMachine {
    /// A step's call, as those who send it know it.
    func readyCall(_ index: Int) -> ReadyCall {
        ReadyCall(
            saga: id, step: index, node: instance(index).node, pool: step(index).pool,
            lane: acceptance.lane)
    }
}

extension Fact {
    /// The phase that a saga enters with this fact.
    var phase: SagaPhase? {
        switch self {
        // A saga that is cancelled before it started goes backward at once.
        case .sagaStarted, .compensationStarted: .active
        case .sagaCompleted, .sagaCompensated, .sagaAbandoned: .ended
        default: nil
        }
    }
}
