internal import Journal
public import Steps
internal import Synchronization

/// What operators decide about single sagas.
extension SagaEngine {
    /// Does what an operator asks of a saga, if the saga allows it; returns when that is durable.
    ///
    /// - Returns: what the saga answers; unless that `applies`, nothing was written.
    /// - Throws: ``SagaError`` if there is no such saga, ``JournalError`` if the journal fails.
    public func decide(
        _ verb: OperatorVerb, on saga: SagaID, by: String, reason: String
    ) async throws -> Ruling {
        while true {
            if verb.takesUp { try await takeUp(saga) }
            if let ruling = try await decideOnActive(verb, saga, by, reason) { return ruling }
            if let ruling = try await decideOnWaiting(verb, saga, by, reason) { return ruling }
        }
    }

    /// - Returns: `nil` if the saga is not in memory.
    private func decideOnActive(
        _ verb: OperatorVerb, _ saga: SagaID, _ by: String, _ reason: String
    ) async throws -> Ruling? {
        let decided = state.withLock { state -> (Ruling, [Effect], JournalTicket)? in
            guard let machine = state.active[saga]?.saga.machine else { return nil }
            let ruling = machine.ruling(
                on: verb, by: by, reason: reason, at: clock.now(), in: cluster)
            guard case .applies = ruling else { return (ruling, [], writer.enqueue([])) }
            let event = Event.asked(verb, by: by, reason: reason)
            let effects = process(event, of: saga, in: &state)
            return (ruling, effects, writer.enqueue([]))
        }
        guard let (ruling, effects, ticket) = decided else { return nil }
        Failpoint.hit("operator.enqueued")
        // A repetition waits too: what it repeats is durable then.
        try await ticket.durable()
        Failpoint.hit("operator.durable")
        try await perform(effects)
        return ruling
    }

    /// Decides about a saga that waits in the journal for its turn or its time, or has ended.
    ///
    /// It keeps its place: what was read ahead of it is old from here on, and is read again.
    ///
    /// - Returns: `nil` if it has started meanwhile.
    private func decideOnWaiting(
        _ verb: OperatorVerb, _ saga: SagaID, _ by: String, _ reason: String
    ) async throws -> Ruling? {
        try await writer.enqueue([]).durable()
        let found = try await blocking { [self] in
            try journal.entries(of: saga).isEmpty ? nil : load(saga)
        }
        guard var waiting = found else { return try await archivedRuling(verb, saga) }
        let decided = state.withLock { state -> (Ruling, JournalTicket?)? in
            guard state.active[saga] == nil,
                waiting.machine.sequence >= state.changed[saga] ?? 1
            else { return nil }
            let ruling = waiting.machine.ruling(
                on: verb, by: by, reason: reason, at: clock.now(), in: cluster)
            guard case .applies = ruling else { return (ruling, nil) }
            guard waiting.machine.status == .accepted, !verb.takesUp else { return nil }
            let decision = waiting.machine.handle(
                .asked(verb, by: by, reason: reason), at: clock.now(), in: cluster,
                using: &state.generator)
            state.changed[saga] = waiting.machine.sequence
            return (ruling, journal(decision.entries, of: &waiting))
        }
        guard let (ruling, ticket) = decided else { return nil }
        Failpoint.hit("operator.enqueued")
        try await ticket?.durable()
        Failpoint.hit("operator.durable")
        if waiting.machine.pause == nil { putBack(waiting) }
        return ruling
    }

    /// Gives a saga its turn that was paused when it came.
    private func putBack(_ saga: EngineState.ActiveSaga) {
        let isBack = state.withLock { state in
            guard state.setAside.remove(saga.machine.id) != nil else { return false }
            state.upNext.add([saga], to: saga.machine.acceptance.lane)
            return true
        }
        if isBack { dispatcher.startable(1) }
    }

    private func archivedRuling(_ verb: OperatorVerb, _ saga: SagaID) async throws -> Ruling {
        let entries = try await blocking { [archiver] in
            try archiver?.entries(of: saga)?.map { try EntryCodec.decode($0.bytes).entry } ?? []
        }
        guard let status = SagaSummary(folding: entries)?.status else {
            throw SagaError(
                .unknownSaga, "there is no saga \(saga) in this journal; 'sagactl list' shows all")
        }
        switch (verb, status) {
        case (.abandon, .abandoned): return .repetition("it is abandoned already")
        case (.cancel, .compensated), (.compensate, .compensated):
            return .repetition("it is undone already")
        default:
            return .refused(
                "it has ended, \(status.rawValue)",
                instead: "submit another saga, under another key")
        }
    }

    /// Starts a saga of which an operator has decided something since it was read ahead.
    func startAgain(_ saga: SagaID) async throws(JournalError) {
        var effects: [Effect] = []
        var isStale = true
        while isStale {
            try await writer.enqueue([]).durable()
            let found: EngineState.ActiveSaga?
            do {
                found = try await blocking { [self] in
                    try journal.entries(of: saga).isEmpty ? nil : load(saga)
                }
            } catch {
                throw error as? JournalError ?? JournalError(.damaged, "saga \(saga): \(error)")
            }
            guard let found, found.machine.status == .accepted else { return }
            update { state in
                isStale = found.machine.sequence < state.changed[saga] ?? 1
                guard !isStale, state.active[saga] == nil, !state.withdrawn.contains(saga) else {
                    return
                }
                effects = start(found, in: &state)
            }
        }
        try await perform(effects)
    }

    /// Lets a saga queue for its locks, unless it is paused.
    func start(_ saga: EngineState.ActiveSaga, in state: inout EngineState) -> [Effect] {
        let id = saga.machine.id
        guard saga.machine.pause == nil else {
            state.setAside.insert(id)
            return []
        }
        state.active[id] = .init(saga)
        state.noteRun(saga.machine)
        return process(.timerFired, of: id, in: &state)
    }
}

extension OperatorVerb {
    /// Whether it cannot wait for a saga's turn, or its time.
    fileprivate var takesUp: Bool {
        switch self {
        case .cancel, .abandon: true
        default: false
        }
    }
}
