internal import LMDB
public import Steps

/// A read-only view of a journal that this or another process owns.
public struct LMDBJournalReader: JournalReading {
    let environment: Environment
    let tables: JournalTables

    /// Opens the journal in a directory; blocks.
    ///
    /// - Throws: ``JournalError``, `notFound` if there is none.
    public static func open(directory: String) throws(JournalError) -> LMDBJournalReader {
        try JournalDirectory.check(directory)
        if let owned = LMDBJournal.owned(directory: directory) { return owned }
        return try LMDBFailure.translated {
            let environment = try Environment(
                directory: directory,
                options: .init(mapSize: 0, maxTables: JournalTables.names.count, readOnly: true))
            return try LMDBJournalReader(environment: environment, path: directory)
        }
    }

    init(environment: Environment, path: String) throws {
        self.environment = environment
        tables = try environment.read { try JournalTables($0, path: path) }
    }

    /// The saga's entries in order; empty if the journal does not have it.
    public func entries(of saga: SagaID) throws(JournalError) -> [EncodedEntry] {
        try LMDBFailure.translated {
            try environment.read { try Self.entries(of: saga, in: $0, tables) }
        }
    }

    /// The entries of several sagas, as they are at one moment.
    public func entries(of sagas: [SagaID]) throws(JournalError) -> [[EncodedEntry]] {
        try LMDBFailure.translated {
            try environment.read { transaction in
                var all: [[EncodedEntry]] = []
                for saga in sagas {
                    all.append(try Self.entries(of: saga, in: transaction, tables))
                }
                return all
            }
        }
    }

    /// As many as a saga of three steps has in which nothing goes wrong.
    private static let usualEntries = 9

    private static func entries(
        of saga: SagaID, in transaction: borrowing ReadTransaction, _ tables: JournalTables
    ) throws -> [EncodedEntry] {
        var entries: [EncodedEntry] = []
        entries.reserveCapacity(Self.usualEntries)
        let prefix = JournalTables.sagaKey(saga)
        try transaction.scan(tables.entries, beginningWith: prefix) { sequence, value in
            entries.append(
                EncodedEntry(
                    saga: saga, sequence: Int(truncatingIfNeeded: sequence), bytes: value))
            return true
        }
        return entries
    }

    /// Up to `limit` sagas of a phase in order of id, starting after one.
    public func sagas(
        in phase: SagaPhase, after saga: SagaID?, limit: Int
    ) throws(JournalError) -> [SagaID] {
        guard limit > 0 else { return [] }
        return try LMDBFailure.translated {
            try environment.read { transaction in
                var sagas: [SagaID] = []
                // The key behind a saga's own is the first that follows it.
                let start =
                    saga.map { JournalTables.phaseKey(phase, $0) + [0] } ?? [phase.rawValue]
                try transaction.scan(tables.phases, from: start) { key, _ in
                    guard key.first == phase.rawValue else { return false }
                    sagas.append(JournalTables.saga(fromKey: key.dropFirst()))
                    return sagas.count < limit
                }
                return sagas
            }
        }
    }

    /// Up to `limit` sagas of a phase in falling order of id, starting before one.
    public func newestSagas(
        in phase: SagaPhase, before saga: SagaID?, limit: Int
    ) throws(JournalError) -> [SagaID] {
        guard limit > 0 else { return [] }
        return try LMDBFailure.translated {
            try environment.read { transaction in
                var sagas: [SagaID] = []
                let end = saga.map { JournalTables.phaseKey(phase, $0) } ?? [phase.rawValue + 1]
                try transaction.scanDown(tables.phases, below: end) { key, _ in
                    guard key.first == phase.rawValue else { return false }
                    sagas.append(JournalTables.saga(fromKey: key.dropFirst()))
                    return sagas.count < limit
                }
                return sagas
            }
        }
    }

    /// How many sagas a phase has.
    public func count(of phase: SagaPhase) throws(JournalError) -> Int {
        try LMDBFailure.translated {
            try environment.read { transaction in
                var count = 0
                try transaction.scan(tables.phases, from: [phase.rawValue]) { key, _ in
                    guard key.first == phase.rawValue else { return false }
                    count += 1
                    return true
                }
                return count
            }
        }
    }

    /// The saga that a job accepted under a key.
    public func saga(job: String, key: String) throws(JournalError) -> SagaID? {
        let id = try value(SubmissionKey(job: job, key: key).bytes, in: tables.keys)
        return id.map(JournalTables.saga(fromKey:))
    }

    /// A definition's canonical JSON.
    public func definition(_ hash: ContentHash) throws(JournalError) -> [UInt8]? {
        try value(hash.bytes, in: tables.definitions)
    }

    /// The highest id ever accepted, removed sagas included.
    public func highestSagaID() throws(JournalError) -> SagaID? {
        try value(JournalTables.Meta.highest, in: tables.meta).map(
            JournalTables.saga(fromKey:))
    }

    /// Size, use and identity.
    public func information() throws(JournalError) -> JournalInformation {
        let identity = try value(JournalTables.Meta.identity, in: tables.meta) ?? []
        let epoch = try value(JournalTables.Meta.epoch, in: tables.meta)
        return try LMDBFailure.translated {
            let (entries, used) = try environment.read { transaction in
                (try transaction.count(tables.entries), try transaction.usedBytes(of: tables.all))
            }
            return JournalInformation(
                formatVersion: JournalTables.formatVersion,
                identity: JournalTables.text(ofIdentity: identity),
                epoch: JournalTables.epoch(epoch),
                usedBytes: used, capacityBytes: try environment.mapSize(),
                entries: entries)
        }
    }

    /// Sagas that have entries and stand in no phase, which no commit leaves behind.
    func sagasWithoutPhase() throws(JournalError) -> [SagaID] {
        try LMDBFailure.translated {
            try environment.read { transaction in
                var last: SagaID?
                var all: [SagaID] = []
                try transaction.scan(tables.entries, from: []) { key, _ in
                    let saga = JournalTables.saga(fromKey: key)
                    if saga != last { all.append(saga) }
                    last = saga
                    return true
                }
                return try all.filter { saga in
                    try SagaPhase.allCases.allSatisfy { phase in
                        try transaction.value(
                            JournalTables.phaseKey(phase, saga), in: tables.phases) == nil
                    }
                }
            }
        }
    }

    func value(_ key: [UInt8], in table: Table) throws(JournalError) -> [UInt8]? {
        try LMDBFailure.translated { try environment.read { try $0.value(key, in: table) } }
    }
}
