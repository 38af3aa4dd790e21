internal import Journal
internal import Steps
internal import Synchronization

/// Sagas that sagas start.
///
/// A child is accepted once however often it is asked for, under a key that its parent's step
/// gives; so after a crash the parent asks again, and finds it where it is: running, or ended.
/// It does not queue: its parent holds its locks, and waits for it.
extension SagaEngine {
    /// How long a parent waits before it asks again, when its child cannot be taken on.
    private static let pause = Milliseconds.seconds(1)

    /// A child on its way into the journal.
    private struct Coming {
        let parent: SagaID
        let call: ChildCall
        let saga: EngineState.ActiveSaga
        let move: Move
        let ticket: JournalTicket
    }

    /// Starts the children that sagas wait for: all that are asked for at once share a commit.
    func serveChildren() async throws {
        while !state.withLock({ $0.isStopped }) {
            let coming = state.withLock { state in
                let asked = state.childStarts
                state.childStarts = []
                return asked.compactMap { accept(of: $0.parent, step: $0.step, in: &state) }
            }
            if !coming.isEmpty { Failpoint.hit("child.enqueued") }
            for child in coming { try await settle(child) }
            if coming.isEmpty { await childAlarm.wait(until: nil) }
        }
    }

    /// Takes a child on and starts it, in one commit.
    ///
    /// Its parent's step was journaled before, so it is durable before the child is.
    private func accept(
        of parent: SagaID, step: Int, in state: inout EngineState
    ) -> Coming? {
        guard let machine = state.active[parent]?.saga.machine, let call = machine.child(step)
        else { return nil }
        let now = clock.now()
        let id = state.ids.next(at: now, using: &state.generator)
        let acceptance = Acceptance(
            workflow: call.definition.workflow.name, definition: call.definition.hash,
            job: machine.acceptance.job, key: call.key, inputs: call.inputs, nodes: call.nodes,
            priority: machine.acceptance.priority,
            parent: ParentStep(saga: parent, step: step, kind: call.attempt.kind))
        let first = Entry(saga: id, sequence: 1, time: now, fact: .sagaAccepted(acceptance))
        let (encoded, hash) = EntryCodec.encode(first, previous: .none)
        var child = EngineState.ActiveSaga(
            machine: SagaMachine(accepted: first, definition: call.definition), head: hash)
        let decision = child.machine.handle(
            .locksAcquired, at: now, in: cluster, using: &state.generator)
        state.unsettled += 1
        let ticket = writer.enqueue(
            [
                call.definition.write,
                .accept(
                    encoded, job: acceptance.job, key: call.key, priority: acceptance.priority,
                    isChild: true),
            ] + writes(decision.entries, of: &child))
        return Coming(
            parent: parent, call: call, saga: child, move: decision.move, ticket: ticket)
    }

    private func settle(_ coming: Coming) async throws {
        let id = coming.saga.machine.id
        let earlier: SagaID?
        do throws(JournalError) {
            earlier = try await coming.ticket.accepted()[id]
            Failpoint.hit("child.durable")
        } catch {
            return try await putOff(coming, error)
        }
        let wasFull = state.withLock { state in
            state.active[coming.parent]?.saga.children[coming.call.attempt] = earlier ?? id
            // The next look at the timers lets others start.
            state.fullUntil = state.fullUntil.map { _ in clock.now() }
            return state.fullUntil != nil
        }
        if wasFull { timerAlarm.ring() }
        if let earlier {
            update { $0.unsettled -= 1 }
            if state.withLock({ $0.active[earlier] == nil }), let end = try await end(of: earlier) {
                try await report(end, to: coming.parent, key: coming.call.key)
            }
        } else {
            try await activate(coming)
        }
        // It may have been given up in the meantime, or wait for a parked child.
        try await look(at: coming.parent)
    }

    private func activate(_ coming: Coming) async throws(JournalError) {
        let id = coming.saga.machine.id
        let effects = state.withLock { state in
            var effects: [Effect] = []
            state.moving += 1
            _ = state.locks.acquire([], for: id)
            let seat = EngineState.Seat(coming.saga)
            state.active[id] = seat
            let events = follow(
                coming.move, of: &seat.saga, was: EngineState.Standing(coming.saga),
                coming.ticket, in: &state, effects: &effects)
            for (saga, event) in events { effects += process(event, of: saga, in: &state) }
            return effects
        }
        try await perform(effects)
    }

    /// The journal takes no more sagas on, or the archive cannot say whether this one is known:
    /// the parent asks again, and no other sagas are started meanwhile.
    private func putOff(_ coming: Coming, _ error: JournalError) async throws {
        guard error.code != .diskFailed, error.code != .closed else { throw error }
        update { state in
            state.unsettled -= 1
            if error.code == .full { state.fullUntil = clock.now() + Self.pause }
            state.active[coming.parent]?.saga.children[coming.call.attempt] = nil
            state.timers.add(coming.parent, due: clock.now() + Self.pause)
        }
        timerAlarm.ring()
    }

    /// Tells a parent that its child has ended.
    func report(
        _ child: Conclusion, to parent: SagaID, key: String
    ) async throws(JournalError) {
        let effects = state.withLock { state -> [Effect] in
            guard let saga = state.active[parent]?.saga.machine,
                let step = saga.stepWaiting(forChild: key, likely: child.parent?.step),
                let attempt = saga.steps[step].inFlight
            else { return [] }
            Failpoint.hit("child.ended")
            return process(
                .attemptEnded(attempt, child.asCallResult), of: parent, in: &state)
        }
        try await perform(effects)
    }

    /// How a saga that is not in memory has ended.
    private func end(of saga: SagaID) async throws -> Conclusion? {
        try await blocking { [journal, archiver] in
            var entries = try journal.entries(of: saga)
            if entries.isEmpty { entries = try archiver?.entries(of: saga) ?? [] }
            let decoded = try entries.map { try EntryCodec.decode($0.bytes).entry }
            guard let summary = SagaSummary(folding: decoded), summary.status.isTerminal else {
                return nil
            }
            return Conclusion(
                saga: saga, job: summary.acceptance.job, key: summary.acceptance.key,
                status: summary.status, reason: summary.reason,
                parent: summary.acceptance.parent)
        }
    }
}

extension Conclusion {
    /// What a child's end means for the step that started it.
    fileprivate var asCallResult: CallResult {
        let words = reason.isEmpty ? "" : ": \(reason)"
        let outcome: Outcome =
            switch status {
            case .completed: .succeeded
            case .compensated: .rejected
            default: .unknown
            }
        return CallResult(
            outcome, detail: "saga \(saga) was \(status.rawValue)\(words)",
            reply: [.body(["saga"]): .string(saga.description)])
    }
}
