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
        let json = try definition.workflow.canonicalJSON()
        await writer.room()
        let (ids, ticket) = state.withLock { state in
            var writes: [JournalWrite] = [.define(definition.hash, canonicalJSON: json)]
            var ids: [SagaID] = []
            for submission in submissions {
                let now = clock.now()
                let id = state.ids.next(at: now, using: &state.generator)
                let acceptance = Acceptance(
                    workflow: definition.workflow.name, definition: definition.hash, job: job,
                    key: submission.key, inputs: submission.inputs, nodes: cluster.nodeNames)
                let entry = Entry(
                    saga: id, sequence: 1, time: now, fact: .sagaAccepted(acceptance))
                let (encoded, _) = EntryCodec.encode(entry, previous: .none)
                writes.append(.accept(encoded, job: job, key: submission.key))
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

    /// Sends a parked saga on, with a fresh number of tries.
    ///
    /// - Throws: ``SagaError`` if it is not parked, ``JournalError`` if the journal fails.
    public func retry(_ saga: SagaID, by: String, reason: String) async throws {
        let (effects, error) = state.withLock { state -> ([Effect], SagaError?) in
            guard let active = state.active[saga] else {
                return ([], SagaError(.unknownSaga, "there is no unfinished saga \(saga)"))
            }
            guard active.machine.status == .parked else {
                let status = active.machine.status.rawValue
                return (
                    [],
                    SagaError(
                        .wrongStatus, "saga \(saga) is \(status), and only a parked saga is retried"
                    )
                )
            }
            state.unsettled += 1
            state.moving += 1
            return (process(.retried(by: by, reason: reason), of: saga, in: &state), nil)
        }
        if let error { throw error }
        try await perform(effects)
    }
}
