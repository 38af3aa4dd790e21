internal import Dispatch
internal import Journal
public import Steps
internal import Synchronization

/// What a journal held when the engine started.
public struct Recovery: Sendable {
    /// Sagas that go on by themselves, those that wait to be started included.
    public var unfinished: Int
    /// Sagas that wait for an operator.
    public var parked: [SagaID]
}

extension SagaEngine {
    /// Sagas read at once.
    private static let page = 4_096
    /// So many at least are worth another thread.
    private static let share = 64
    /// How many a thread reads before it goes through them.
    private static let readAtOnce = 64

    /// Reads what is unfinished, and lets it go on where it stopped.
    ///
    /// - Parameters:
    ///   - resumes: whether sagas go on at all; if not, nothing is written.
    ///   - onProgress: told now and then how many of the started sagas have been read, and of how
    ///     many.
    /// - Throws: ``JournalError``, `damaged` if an entry is not what was written.
    @discardableResult
    public func recover(
        resumes: Bool = true,
        onProgress: @escaping @Sendable (_ read: Int, _ total: Int) -> Void = { _, _ in }
    ) async throws -> Recovery {
        let schedules = try await blocking { [self] in try loadSchedules() }
        let pauses = try await blocking { [self] in try loadPauses() }
        let (sagas, waiting, highest) = try await blocking { [journal] in
            let started = try journal.count(of: .active)
            var sagas: [EngineState.ActiveSaga] = []
            sagas.reserveCapacity(started)
            var last: SagaID?
            while true {
                onProgress(sagas.count, started)
                let ids = try journal.sagas(in: .active, after: last, limit: Self.page)
                sagas += try self.load(ids)
                guard let id = ids.last else { break }
                last = id
            }
            let waiting = try journal.count(of: .waiting) + journal.count(of: .deferred)
            return (sagas, waiting, try journal.highestSagaID())
        }
        Failpoint.hit("recovery.loaded")
        if let latest = sagas.compactMap(\.machine.latest).max() { clock.advance(to: latest) }
        let effects = state.withLock { state in
            state.ids = SagaIDGenerator(after: highest)
            state.unsettled += waiting
            state.isRecovered = true
            state.pauses = pauses
            state.schedules = schedules.states
            state.scheduledRuns = schedules.waitingRuns
            return sagas.flatMap { resume($0, resumes, in: &state) }
        }
        try await perform(effects)
        feedAlarm.ring()
        Failpoint.hit("recovery.done")
        scheduleAlarm.ring()
        let parked = sagas.filter { $0.machine.status == .parked }.map(\.machine.id)
        return Recovery(unfinished: waiting + sagas.count - parked.count, parked: parked)
    }

    private func loadPauses() throws -> PauseTable {
        var table = PauseTable()
        for pause in try DeskRecords.pauses(in: journal) { table[pause.scope] = pause }
        table.notes = try DeskRecords.notes(in: journal).last?.number ?? 0
        return table
    }

    private func resume(
        _ saga: EngineState.ActiveSaga, _ resumes: Bool, in state: inout EngineState
    ) -> [Effect] {
        let id = saga.machine.id
        let holdsAll = state.locks.acquire(saga.machine.lockNames, for: id)
        precondition(holdsAll, "saga \(id) started although another one holds its lock")
        state.active[id] = .init(saga)
        state.noteRun(saga.machine)
        // A parked saga stays parked, and was counted out when it was.
        guard saga.machine.status != .parked else { return [] }
        state.unsettled += 1
        state.moving += 1
        defer { Failpoint.hit("recovery.resumed") }
        return resumes ? process(.recovered, of: id, in: &state) : []
    }

    /// Reads sagas and checks their chains, on several threads if there are many; blocks.
    func load(_ ids: [SagaID]) throws -> [EngineState.ActiveSaga] {
        let parts = min(surroundings.readers, max(1, ids.count / Self.share))
        guard parts > 1 else { return try load(ids[...]) }
        let results = Mutex<[Int: Result<[EngineState.ActiveSaga], any Error>]>([:])
        DispatchQueue.concurrentPerform(iterations: parts) { part in
            let range = ids.count * part / parts..<ids.count * (part + 1) / parts
            let result = Result { try load(ids[range]) }
            results.withLock { $0[part] = result }
        }
        return try results.withLock { results in
            try (0..<parts).flatMap { try results[$0]?.get() ?? [] }
        }
    }

    private func load(_ ids: ArraySlice<SagaID>) throws -> [EngineState.ActiveSaga] {
        var sagas: [EngineState.ActiveSaga] = []
        sagas.reserveCapacity(ids.count)
        // Not all at once: their entries would be in memory together.
        for start in stride(from: ids.startIndex, to: ids.endIndex, by: Self.readAtOnce) {
            let some = Array(ids[start..<min(start + Self.readAtOnce, ids.endIndex)])
            sagas += try zip(some, journal.entries(of: some)).map(load)
        }
        return sagas
    }

    /// Reads a saga and checks its chain; blocks.
    func load(_ id: SagaID) throws -> EngineState.ActiveSaga {
        try load(id, journal.entries(of: id))
    }

    /// Decodes a saga's entries and checks their chain.
    private func load(_ id: SagaID, _ encoded: [EncodedEntry]) throws -> EngineState.ActiveSaga {
        var machine: SagaMachine?
        var head = EntryHash.none
        for stored in encoded {
            let decoded = try EntryCodec.decode(stored.bytes)
            let expected = (machine?.sequence ?? 0) + 1
            guard decoded.previous == head, decoded.entry.sequence == expected,
                decoded.entry.saga == id
            else {
                throw JournalError(
                    .damaged,
                    "saga \(id): entry \(expected) does not follow the one before it; "
                        + "see 'sagactl journal verify'")
            }
            head = decoded.hash
            if machine == nil {
                machine = try SagaMachine(
                    accepted: decoded.entry, definition: pinned(decoded.entry))
            } else {
                machine?.evolve(decoded.entry, to: try version(decoded.entry))
            }
        }
        guard let machine else {
            throw JournalError(.damaged, "saga \(id) is listed and has no entries")
        }
        return EngineState.ActiveSaga(machine: machine, head: head)
    }

    private func pinned(_ entry: Entry) throws -> PinnedDefinition {
        guard case .sagaAccepted(let acceptance) = entry.fact else {
            throw JournalError(.damaged, "saga \(entry.saga) does not start with its acceptance")
        }
        return try pinned(acceptance.definition, for: "saga \(entry.saga)")
    }

    /// The definition that a saga goes on with from an entry on, if it changes there.
    private func version(_ entry: Entry) throws -> PinnedDefinition? {
        guard case .definitionMigrated(let hash, _, _) = entry.fact else { return nil }
        return try pinned(hash, for: "saga \(entry.saga)")
    }

    /// A definition of the journal; blocks.
    func pinned(_ hash: ContentHash, for owner: String) throws -> PinnedDefinition {
        let known = state.withLock { $0.definitions[hash] }
        if let known { return known }
        guard let json = try journal.definition(hash), ContentHash(of: json) == hash else {
            throw JournalError(
                .damaged, "the definition \(hash) of \(owner) is missing or altered")
        }
        let pinned = PinnedDefinition(
            workflow: try WorkflowDefinition(canonicalJSON: json), hash: hash)
        state.withLock { $0.definitions[hash] = pinned }
        Failpoint.hit("recovery.definition")
        return pinned
    }

    /// Runs a blocking call off the cooperative pool.
    func blocking<Result: Sendable>(
        _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            surroundings.reads { continuation.resume(with: Swift.Result { try body() }) }
        }
    }
}
