internal import Foundation
internal import Journal
internal import SagaEngine
internal import Steps

/// All sagas that a directory knows, unfinished and archived, whether an engine runs or not.
struct HistorySource: Sendable {
    private let journal: LMDBJournalReader
    private let archive: SQLiteArchiveReader

    static func open(directory: String) throws -> HistorySource {
        HistorySource(
            journal: try LMDBJournalReader.open(directory: directory),
            archive: try SQLiteArchiveReader.open(directory: directory))
    }

    /// A saga's entries in order, decoded; `nil` if it is not known.
    func entries(of saga: SagaID) throws -> [DecodedEntry]? {
        // The archive first: a saga is removed from the journal only when it is there.
        var encoded = try archive.entries(of: saga) ?? []
        if encoded.isEmpty { encoded = try journal.entries(of: saga) }
        if encoded.isEmpty { encoded = try archive.entries(of: saga) ?? [] }
        return encoded.isEmpty ? nil : try encoded.map { try EntryCodec.decode($0.bytes) }
    }

    /// A saga at a glance; `nil` if it is not known.
    func summary(of saga: SagaID) throws -> SagaSummary? {
        guard let entries = try entries(of: saga) else { return nil }
        return SagaSummary(folding: entries.map(\.entry))
    }

    /// A saga as the engine sees it; `nil` if it is not known.
    func machine(of saga: SagaID) throws -> SagaMachine? {
        guard let entries = try entries(of: saga), let first = entries.first?.entry,
            case .sagaAccepted(let acceptance) = first.fact
        else { return nil }
        var machine = SagaMachine(
            accepted: first, definition: try definition(acceptance.definition))
        for decoded in entries.dropFirst() {
            guard case .definitionMigrated(let hash, _, _) = decoded.entry.fact else {
                machine.evolve(decoded.entry)
                continue
            }
            machine.evolve(decoded.entry, to: try definition(hash))
        }
        return machine
    }

    /// The saga that holds one of these locks, and which; `nil` if they are free.
    func holder(of locks: [String]) throws -> (lock: String, saga: SagaMachine)? {
        for saga in try unfinished(matching: .init(statuses: [.running, .compensating, .parked])) {
            guard let machine = try machine(of: saga.id),
                let lock = machine.lockNames.first(where: locks.contains)
            else { continue }
            return (lock, machine)
        }
        return nil
    }

    /// The newest unfinished sagas that match, newest first, with finished ones that are not
    /// archived yet.
    func unfinished(
        matching filter: SagaFilter, limit: Int = .max
    ) throws -> [SagaSummary] {
        // A saga that moves on while this reads is found twice; what was read last is newest.
        var sagas: [SagaID: SagaSummary] = [:]
        var definitions: [ContentHash: WorkflowDefinition] = [:]
        // In the order in which sagas move.
        for phase in [SagaPhase.deferred, .waiting, .active, .ended]
        where filter.statuses.map(phase.canHave) ?? true {
            var last = filter.end
            var found = 0
            while found < limit {
                let page = min(1_024, limit - found)
                let ids = try journal.newestSagas(in: phase, before: last, limit: page)
                for id in ids {
                    if phase == .ended, try archive.entries(of: id) != nil { continue }
                    let entries = try journal.entries(of: id)
                    let decoded = try entries.map { try EntryCodec.decode($0.bytes).entry }
                    let saga = SagaSummary(folding: decoded)
                    sagas[id] = try saga.flatMap { saga in
                        let isOne = try filter.matches(saga, decoded) {
                            try workflow(saga.acceptance.definition, &definitions)
                        }
                        return isOne ? saga : nil
                    }
                    if sagas[id] != nil { found += 1 }
                }
                guard let id = ids.last, filter.start.map({ $0 <= id }) ?? true else { break }
                last = id
            }
        }
        return Array(sagas.values.sorted { $0.id > $1.id }.prefix(limit))
    }

    /// Archived sagas that match, newest first.
    func archived(
        matching filter: SagaFilter, before saga: SagaID?, limit: Int
    ) throws -> [SagaSummary] {
        try archive.sagas(matching: filter, before: saga, limit: limit)
    }

    /// The schedules, in order of their names.
    func schedules() throws -> [ScheduleState] {
        try journal.records(prefix: "schedule/").map { try ScheduleState(encoded: $0.bytes) }
    }

    /// What is paused beside single sagas, in order of what it is.
    func pauses() throws -> [Pause] {
        try DeskRecords.pauses(in: journal)
    }

    /// What operators did to jobs, workflows and nodes, in order.
    func operatorNotes() throws -> [OperatorNote] {
        try DeskRecords.notes(in: journal)
    }

    /// The saga that a job accepted under a key, finished ones included.
    func saga(job: String, key: String) throws -> SagaID? {
        try journal.saga(job: job, key: key) ?? archive.saga(job: job, key: key)
    }

    /// The sizes of the journal.
    func information() throws -> JournalInformation {
        try journal.information()
    }

    /// How many sagas of the journal are in a phase.
    func count(of phase: SagaPhase) throws -> Int {
        try journal.count(of: phase)
    }

    /// A version of a workflow.
    func definition(_ hash: ContentHash) throws -> PinnedDefinition {
        PinnedDefinition(workflow: try workflow(hash), hash: hash)
    }

    private func workflow(_ hash: ContentHash) throws -> WorkflowDefinition {
        guard let json = try journal.definition(hash) ?? archive.definition(hash) else {
            throw JournalError(
                .damaged, "the definition \(hash) is missing; see 'sagactl journal verify'")
        }
        return try WorkflowDefinition(canonicalJSON: json)
    }

    /// A version of a workflow, read once for many sagas.
    private func workflow(
        _ hash: ContentHash, _ known: inout [ContentHash: WorkflowDefinition]
    ) throws -> WorkflowDefinition {
        if let workflow = known[hash] { return workflow }
        let workflow = try workflow(hash)
        known[hash] = workflow
        return workflow
    }
}

extension SagaPhase {
    /// Whether a saga in it can have one of some statuses; one that moves on is found where it is
    /// then.
    fileprivate func canHave(_ statuses: Set<SagaStatus>) -> Bool {
        switch self {
        case .deferred, .waiting: statuses.contains(.accepted)
        case .active: !statuses.isDisjoint(with: [.running, .compensating, .parked])
        case .ended: statuses.contains(where: \.isTerminal)
        }
    }
}
