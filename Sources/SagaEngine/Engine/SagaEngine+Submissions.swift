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

    /// Takes sagas on, each once per job and key.
    ///
    /// - Returns: a receipt for each submission, in order; they are durable.
    /// - Throws: ``JournalError``, `full` if nothing of it was accepted for lack of room.
    public func submit(
        _ submissions: [Submission], of definition: PinnedDefinition, job: String
    ) async throws -> [Receipt] {
        await writer.room()
        return try await accept(submissions, of: definition, job: job)
    }

    /// - Parameters:
    ///   - schedule: the name of the schedule that asks for them.
    ///   - record: what is written down in the same commit.
    func accept(
        _ submissions: [Submission], of definition: PinnedDefinition, job: String,
        schedule: String? = nil, with record: JournalWrite? = nil
    ) async throws -> [Receipt] {
        let json = try definition.workflow.canonicalJSON()
        let (ids, ticket) = state.withLock { state in
            var writes: [JournalWrite] = [.define(definition.hash, canonicalJSON: json)]
            if let record { writes.append(record) }
            var ids: [SagaID] = []
            for submission in submissions {
                let now = clock.now()
                let id = state.ids.next(at: now, using: &state.generator)
                // A moment that was read over already would not be looked at again.
                let read = max(now, state.lastDeferred?.due ?? now)
                let notBefore = submission.notBefore.flatMap { $0 > read ? $0 : nil }
                let acceptance = Acceptance(
                    workflow: definition.workflow.name, definition: definition.hash, job: job,
                    key: submission.key, inputs: submission.inputs,
                    nodes: submission.nodes ?? cluster.nodeNames,
                    priority: submission.priority, notBefore: notBefore, schedule: schedule)
                let entry = Entry(
                    saga: id, sequence: 1, time: now, fact: .sagaAccepted(acceptance))
                let (encoded, _) = EntryCodec.encode(entry, previous: .none)
                writes.append(
                    .accept(
                        encoded, job: job, key: submission.key, priority: submission.priority,
                        notBefore: notBefore))
                ids.append(id)
            }
            state.unsettled += ids.count
            return (ids, writer.enqueue(writes))
        }
        do {
            let earlier = try await ticket.accepted()
            update { $0.unsettled -= earlier.count }
            feedAlarm.ring()
            return ids.map { Receipt(saga: earlier[$0] ?? $0, isNew: earlier[$0] == nil) }
        } catch {
            update { $0.unsettled -= ids.count }
            throw error
        }
    }
}
