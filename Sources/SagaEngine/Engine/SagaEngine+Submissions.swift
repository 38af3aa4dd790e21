internal import Journal
public import Steps
internal import Synchronization

extension SagaEngine {
    /// Makes a definition known; it is stored once, with the first saga that needs it.
    ///
    /// - Throws: an encoding error if the definition has no canonical form.
    public func define(_ workflow: WorkflowDefinition) throws -> PinnedDefinition {
        let hash = ContentHash(of: try workflow.canonicalJSON())
        let known = state.withLock { $0.definitions[hash] }
        if let known { return known }
        let pinned = PinnedDefinition(workflow: workflow, hash: hash)
        state.withLock { $0.definitions[hash] = pinned }
        return pinned
    }

    /// What the engine's cluster lacks for a saga; `nil` if nothing.
    public func objection(
        to workflow: WorkflowDefinition, inputs: [String: Value], nodes: [String]?
    ) -> String? {
        let fit = ClusterFit(cluster)
        return fit.objection(to: workflow)
            ?? fit.objection(to: workflow, inputs: inputs, nodes: nodes)
    }

    /// Takes sagas on, each once per job and key.
    ///
    /// - Returns: a receipt for each submission, in order; they are durable.
    /// - Throws: ``JournalError``, `full` if nothing of it was accepted for lack of room.
    public func submit(
        _ submissions: [Submission], of definition: PinnedDefinition, job: String
    ) async throws -> [Receipt] {
        await writer.room()
        Failpoint.hit("submission.beforeEnqueue")
        let define = definition.write
        let (ids, ticket) = state.withLock { state in
            let (ids, accepts) = accepts(submissions, of: definition, job: job, in: &state)
            return (ids, writer.enqueue([define] + accepts))
        }
        Failpoint.hit("submission.enqueued")
        return try await receipts(ids, ticket)
    }

    /// The writes that take sagas on, whose ids are counted as unsettled already.
    ///
    /// - Parameter schedule: the schedule whose runs take turns, if they are some of them.
    func accepts(
        _ submissions: [Submission], of definition: PinnedDefinition, job: String,
        schedule: String? = nil, in state: inout EngineState
    ) -> (ids: [SagaID], writes: [JournalWrite]) {
        var writes: [JournalWrite] = []
        var ids: [SagaID] = []
        for submission in submissions {
            let now = clock.now()
            let id = state.ids.next(at: now, using: &state.generator)
            // A moment that was read over already would not be looked at again.
            let wall = clock.wall()
            let read = max(wall, state.lastDeferred?.due ?? wall)
            let notBefore = submission.notBefore.flatMap { $0 > read ? $0 : nil }
            let acceptance = Acceptance(
                workflow: definition.workflow.name, definition: definition.hash, job: job,
                key: submission.key, inputs: submission.inputs,
                nodes: submission.nodes ?? cluster.nodeNames, priority: submission.priority,
                notBefore: notBefore, schedule: schedule)
            let entry = Entry(saga: id, sequence: 1, time: now, fact: .sagaAccepted(acceptance))
            let (encoded, _) = EntryCodec.encode(entry, previous: .none)
            writes.append(
                .accept(
                    encoded, job: job, key: submission.key, priority: submission.priority,
                    notBefore: notBefore))
            ids.append(id)
        }
        state.unsettled += ids.count
        if let first = ids.first, let earliest = submissions.compactMap(\.notBefore).min() {
            state.comingDeferred[first] = earliest
        }
        return (ids, writes)
    }

    /// Waits until sagas are accepted, or known to have been before.
    func receipts(_ ids: [SagaID], _ ticket: JournalTicket) async throws -> [Receipt] {
        do {
            let earlier = try await ticket.accepted()
            Failpoint.hit("submission.durable")
            update { state in
                state.unsettled -= earlier.count
                if let first = ids.first { state.comingDeferred[first] = nil }
            }
            feedAlarm.ring()
            return ids.map { Receipt(saga: earlier[$0] ?? $0, isNew: earlier[$0] == nil) }
        } catch {
            update { state in
                state.unsettled -= ids.count
                if let first = ids.first { state.comingDeferred[first] = nil }
            }
            feedAlarm.ring()
            throw error
        }
    }
}

extension PinnedDefinition {
    /// What stores it with the first saga that needs it.
    var write: JournalWrite {
        .define(hash, canonicalJSON: canonicalJSON)
    }
}
