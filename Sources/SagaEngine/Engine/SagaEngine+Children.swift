internal import Journal
internal import Steps
internal import Synchronization

/// Sagas that sagas start.
///
/// A child is accepted once however often it is asked for, under a key that its parent's step
/// gives; so after a crash the parent asks again, and finds it where it is: running, or ended.
/// It does not queue: its parent holds its locks, and waits for it.
extension SagaEngine {
    /// How long a parent waits before it asks again, when the journal takes no more sagas on.
    private static let pause = Milliseconds.seconds(1)

    /// Sees to it that the saga a step waits for is there.
    func startChild(of parent: SagaID, step: Int) async throws(JournalError) {
        do {
            try await findChild(of: parent, step: step)
        } catch let error as JournalError where error.code == .full {
            // The journal keeps room for sagas that run, but a child is a new one.
            state.withLock { state in
                state.active[parent]?.children[step] = nil
                state.timers.add(parent, due: clock.now() + Self.pause)
            }
            timerAlarm.ring()
        } catch let error as JournalError {
            throw error
        } catch {
            throw JournalError(.damaged, "the child of saga \(parent) cannot be written: \(error)")
        }
    }

    private func findChild(of parent: SagaID, step: Int) async throws {
        let asked = state.withLock { state in
            state.active[parent].flatMap { saga in
                saga.machine.child(step).map { ($0, saga.machine.acceptance) }
            }
        }
        guard let (call, acceptance) = asked else { return }
        let definition = try define(call.workflow)
        let child = try await accept(call, of: definition, from: acceptance, parent: parent)
        let isActive = state.withLock { state in
            state.active[parent]?.children[step] = child
            return state.active[child] != nil
        }
        if !isActive, let end = try await end(of: child) {
            try await report(end, to: parent, key: call.key)
        }
        // It may have been given up in the meantime, or wait for a parked child.
        try await look(at: parent)
    }

    /// Tells a parent that its child has ended.
    func report(
        _ child: Conclusion, to parent: SagaID, key: String
    ) async throws(JournalError) {
        let effects = state.withLock { state -> [Effect] in
            guard let saga = state.active[parent]?.machine,
                let step = saga.steps.indices.first(where: { saga.child($0)?.key == key }),
                let attempt = saga.steps[step].inFlight
            else { return [] }
            return process(
                .attemptEnded(attempt, child.asCallResult), of: parent, in: &state)
        }
        try await perform(effects)
    }

    /// Takes a child on and starts it, in one commit.
    ///
    /// - Returns: the child, or the one that was accepted under its key before.
    private func accept(
        _ call: ChildCall, of definition: PinnedDefinition, from parent: Acceptance,
        parent saga: SagaID
    ) async throws -> SagaID {
        let define = try definition.write()
        let (child, move, ticket) = state.withLock { state in
            let now = clock.now()
            let id = state.ids.next(at: now, using: &state.generator)
            let acceptance = Acceptance(
                workflow: definition.workflow.name, definition: definition.hash,
                job: parent.job, key: call.key, inputs: call.inputs, nodes: call.nodes,
                priority: parent.priority,
                parent: ParentStep(saga: saga, step: call.step, kind: call.kind))
            let first = Entry(saga: id, sequence: 1, time: now, fact: .sagaAccepted(acceptance))
            let (encoded, hash) = EntryCodec.encode(first, previous: .none)
            var active = EngineState.ActiveSaga(
                machine: SagaMachine(accepted: first, definition: definition), head: hash)
            let decision = active.machine.handle(
                .locksAcquired, at: now, in: cluster, using: &state.generator)
            let writes = writes(decision.entries, of: &active)
            state.unsettled += 1
            let ticket = writer.enqueue(
                [
                    define,
                    .accept(encoded, job: parent.job, key: call.key, priority: parent.priority),
                ] + writes)
            return (active, decision.move, ticket)
        }
        let id = child.machine.id
        if let earlier = try await ticket.accepted()[id] {
            update { $0.unsettled -= 1 }
            return earlier
        }
        let effects = state.withLock { state in
            var effects: [Effect] = []
            state.moving += 1
            let holdsAll = state.locks.acquire([], for: id)
            precondition(holdsAll, "child \(id) waits for locks")
            state.set(id, child)
            for (saga, event) in follow(move, of: child, ticket, in: &state, effects: &effects) {
                effects += process(event, of: saga, in: &state)
            }
            return effects
        }
        try await perform(effects)
        return id
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
