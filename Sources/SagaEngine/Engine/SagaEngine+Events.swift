internal import Journal
internal import Steps

/// The critical section: from an event to journaled entries and effects.
extension SagaEngine {
    /// Lets a saga react to an event.
    func process(_ event: Event, of saga: SagaID, in state: inout EngineState) -> [Effect] {
        var effects: [Effect] = []
        var pending = [(saga, event)]
        while let (saga, event) = pending.popLast() {
            // Nothing new is started while draining; the saga waits in the journal.
            if case .locksAcquired = event, state.isDraining { continue }
            guard let seat = state.active[saga] else { continue }
            pending += process(event, of: &seat.saga, in: &state, effects: &effects)
        }
        return effects
    }

    /// - Returns: what other sagas have to react to because of it.
    private func process(
        _ event: Event, of active: inout EngineState.ActiveSaga, in state: inout EngineState,
        effects: inout [Effect]
    ) -> [(SagaID, Event)] {
        let old = EngineState.Standing(active)
        // What an operator sends on forgets answers, one for all nodes of a step among them: what
        // still waits for one is told of again.
        if event.sendsOn { active.asked = [:] }
        state.pauses.tell(&active.machine)
        if case .locksAcquired = event, active.machine.isPaused {
            // It would keep the others waiting for as long as a person likes.
            state.queued -= 1
            return state.locks.release(active.machine.id).map { ($0, .locksAcquired) }
        }
        let decision = active.machine.handle(
            event, at: clock.now(), in: cluster, using: &state.generator)
        let ticket = journal(decision.entries, of: &active)
        return follow(
            decision.move, of: &active, was: old, ticket, in: &state, effects: &effects)
    }

    /// Turns a move into effects.
    ///
    /// - Parameters:
    ///   - old: how the saga was before the decision.
    ///   - ticket: of what was just journaled for it.
    /// - Returns: what other sagas have to react to because of it.
    func follow(
        _ move: Move, of active: inout EngineState.ActiveSaga, was old: EngineState.Standing,
        _ ticket: JournalTicket?, in state: inout EngineState, effects: inout [Effect]
    ) -> [(SagaID, Event)] {
        let id = active.machine.id
        var events: [(SagaID, Event)] = []
        state.count(active, was: old)
        switch move {
        case .acquireLocks:
            // One that has its place in the queue keeps it.
            if !state.locks.knows(id), !active.machine.isPaused {
                state.queued += 1
                let isGranted = state.locks.acquire(active.machine.lockNames, for: id)
                if isGranted { events = [(id, .locksAcquired)] }
            }
        case .work(let needs):
            events = serve(needs, of: &active, in: &state, effects: &effects)
        case .awaitOperator: active.rest = .none
        case .none: events = state.locks.release(id).map { ($0, .locksAcquired) }
        }
        let new = EngineState.Standing(active)
        // The decision of an operator has places of its own.
        if new.status != old.status, new.status != .abandoned {
            Failpoint.hit("saga.\(new.status)")
        }
        let isOver = move == .none
        if new.rest != old.rest, new.rest != .none { effects.append(.rested) }
        if new.status != old.status, new.status == .parked || isOver, let ticket {
            effects.append(.concluded(conclusion(of: active.machine), ticket))
        }
        if new.isStuck != old.isStuck, let parent = active.machine.acceptance.parent {
            // Whether it moves is a question of whether its parent does.
            events.append((parent.saga, .timerFired))
        }
        if isOver { state.active[id] = nil }
        state.rested(isOver ? .none : active.rest, was: old)
        return events
    }

    private func serve(
        _ needs: Needs, of saga: inout EngineState.ActiveSaga, in state: inout EngineState,
        effects: inout [Effect]
    ) -> [(SagaID, Event)] {
        let id = saga.machine.id
        for step in needs.calls where saga.announced.insert(step).inserted {
            effects.append(.ready(saga.machine.readyCall(step)))
        }
        if let due = needs.timer?.due, saga.timers.insert(due).inserted {
            let isFirst = state.timers.nextDue.map { due < $0 } ?? true
            state.timers.add(id, due: due)
            if isFirst { effects.append(.wakeTimers) }
        }
        for step in needs.signals {
            guard let attempt = saga.machine.steps[step].inFlight, saga.asked[step] != attempt,
                let question = saga.machine.question(step)
            else { continue }
            saga.asked[step] = attempt
            let instance = saga.machine.instance(step)
            effects.append(.asked(Question(saga: id, instance: instance, text: question)))
        }
        let events = serveChildren(needs, of: &saga, effects: &effects)
        saga.rest = rest(of: saga, needs, in: state)
        return events
    }

    private func serveChildren(
        _ needs: Needs, of saga: inout EngineState.ActiveSaga, effects: inout [Effect]
    ) -> [(SagaID, Event)] {
        let id = saga.machine.id
        var events: [(SagaID, Event)] = []
        let tries = needs.children.compactMap { saga.machine.steps[$0].inFlight }
        if !saga.children.isEmpty {
            saga.children = saga.children.filter { tries.contains($0.key) }
        }
        for attempt in tries {
            guard let child = saga.children[attempt] else {
                saga.children[attempt] = .some(nil)
                effects.append(.startChild(id, step: attempt.step))
                continue
            }
            if needs.isCancelling, let child {
                let reason = "saga \(id) gave up"
                events.append((child, .cancelled(by: "its parent", reason: reason)))
            }
        }
        return events
    }

    private func rest(
        of saga: EngineState.ActiveSaga, _ needs: Needs, in state: EngineState
    ) -> EngineState.Rest {
        guard needs.isPatient else { return .none }
        let waitsForParked =
            !needs.children.isEmpty && needs.signals.isEmpty && needs.timer == nil
            && needs.children.allSatisfy { step in
                guard let child = saga.child(step) else { return false }
                return state.active[child]?.saga.machine.status == .parked
                    || state.active[child]?.saga.rest == .stalled
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

extension Event {
    /// Whether an operator may send the saga on with it.
    fileprivate var sendsOn: Bool {
        switch self {
        case .retried, .asked: true
        default: false
        }
    }
}

extension SagaMachine {
    /// A step's call, as those who send it know it.
    func readyCall(_ index: Int) -> ReadyCall {
        ReadyCall(
            saga: id, step: index, node: instance(index).node, pool: pinned(index).definition.pool,
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
