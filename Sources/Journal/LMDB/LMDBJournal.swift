internal import LMDB
public import Steps
internal import Synchronization

/// The embedded journal: an LMDB environment that this process owns.
public final class LMDBJournal: JournalStore {
    /// Journals that this process owns, so that readers in it share the environment.
    private static let owned = Mutex<[String: LMDBJournalReader]>([:])

    private let directory: String
    private let configuration: JournalConfiguration
    private let lock: OwnerLock
    private let reader: LMDBJournalReader

    private init(
        directory: String, configuration: JournalConfiguration, lock: OwnerLock,
        reader: LMDBJournalReader
    ) {
        self.directory = directory
        self.configuration = configuration
        self.lock = lock
        self.reader = reader
    }

    /// Opens the journal in a directory, or makes it. Blocks.
    ///
    /// - Throws: ``JournalError``, `inUse` with the owner's process id if there is one.
    public static func open(
        directory: String, configuration: JournalConfiguration = JournalConfiguration()
    ) throws(JournalError) -> LMDBJournal {
        try JournalDirectory.prepare(directory, capacity: configuration.capacityBytes)
        let lock = try OwnerLock(directory: directory)
        let reader = try LMDBFailure.translated {
            let environment = try Environment(
                directory: directory,
                options: .init(
                    mapSize: configuration.capacityBytes, maxTables: JournalTables.count))
            return try LMDBJournalReader(environment: environment, path: directory)
        }
        owned.withLock { $0[directory] = reader }
        return LMDBJournal(
            directory: directory, configuration: configuration, lock: lock, reader: reader)
    }

    /// Lets go of the journal; the file is closed when the last reader in this process is gone.
    public func close() {
        _ = Self.owned.withLock { $0.removeValue(forKey: directory) }
    }

    static func owned(directory: String) -> LMDBJournalReader? {
        owned.withLock { $0[directory] }
    }

    /// Why no new sagas are accepted; `nil` if they are.
    public func admission() -> JournalError? {
        let used = (try? reader.environment.usedBytes()) ?? 0
        let limit = configuration.capacityBytes - configuration.reserveBytes
        if used >= limit {
            return JournalError(
                .full,
                "the journal \(directory) is full (\(used) of \(configuration.capacityBytes) "
                    + "bytes; the rest is kept for sagas that run): let 'sagactl resume' finish "
                    + "them, or raise SAGA_JOURNAL_SIZE")
        }
        if let free = JournalDirectory.freeBytes(directory), free < configuration.freeDiskBytes {
            return JournalError(
                .full,
                "the disk of \(directory) has only \(free) bytes left: make room, and "
                    + "submit again")
        }
        return nil
    }

    /// Applies all writes, in order, in one transaction that is durable on return.
    public func commit(_ writes: [JournalWrite]) throws(JournalError) -> [SagaID: SagaID] {
        try LMDBFailure.translated {
            try reader.environment.write { transaction in
                var refused: [SagaID: SagaID] = [:]
                for write in writes {
                    if let earlier = try apply(write, in: transaction) {
                        refused[earlier.refused] = earlier.accepted
                    }
                }
                return refused
            }
        }
    }

    /// - Returns: for an accept that was refused, the saga and the one accepted before.
    private func apply(
        _ write: JournalWrite, in transaction: borrowing WriteTransaction
    ) throws -> (refused: SagaID, accepted: SagaID)? {
        let tables = reader.tables
        switch write {
        case .define(let hash, let json):
            _ = try transaction.insert(hash.bytes, json, in: tables.definitions)
        case .accept(let entry, let job, let key):
            let saga = JournalTables.sagaKey(entry.saga)
            let submission = JournalTables.submissionKey(job: job, key: key)
            guard try transaction.insert(submission, saga, in: tables.keys) else {
                let earlier = try transaction.value(submission, in: tables.keys) ?? saga
                return (entry.saga, JournalTables.saga(fromKey: earlier))
            }
            try add(entry, in: transaction)
            try transaction.put(
                JournalTables.phaseKey(.waiting, entry.saga), [], in: tables.phases)
            try transaction.put(JournalTables.Meta.highest, saga, in: tables.meta)
        case .append(let entry, let phase):
            try add(entry, in: transaction)
            if let phase { try move(entry.saga, to: phase, in: transaction) }
        case .remove(let saga, let job, let key):
            try remove(saga, job: job, key: key, in: transaction)
        }
        return nil
    }

    private func add(
        _ entry: EncodedEntry, in transaction: borrowing WriteTransaction
    ) throws {
        let key = JournalTables.entryKey(entry.saga, entry.sequence)
        guard try transaction.insert(key, entry.bytes, in: reader.tables.entries) else {
            throw JournalError(
                .damaged, "saga \(entry.saga) has an entry \(entry.sequence) already")
        }
    }

    private func move(
        _ saga: SagaID, to phase: SagaPhase, in transaction: borrowing WriteTransaction
    ) throws {
        for other in SagaPhase.allCases where other != phase {
            try transaction.remove(
                JournalTables.phaseKey(other, saga), from: reader.tables.phases)
        }
        try transaction.put(JournalTables.phaseKey(phase, saga), [], in: reader.tables.phases)
    }

    private func remove(
        _ saga: SagaID, job: String, key: String, in transaction: borrowing WriteTransaction
    ) throws {
        let tables = reader.tables
        let prefix = JournalTables.sagaKey(saga)
        var found: [[UInt8]] = []
        try transaction.scan(tables.entries, from: prefix) { key, _ in
            guard key.starts(with: prefix) else { return false }
            found.append(key)
            return true
        }
        for key in found { try transaction.remove(key, from: tables.entries) }
        for phase in SagaPhase.allCases {
            try transaction.remove(JournalTables.phaseKey(phase, saga), from: tables.phases)
        }
        let submission = JournalTables.submissionKey(job: job, key: key)
        if try transaction.value(submission, in: tables.keys) == prefix {
            try transaction.remove(submission, from: tables.keys)
        }
    }

    // MARK: JournalReading

    /// The saga's entries in order; empty if the journal does not have it.
    public func entries(of saga: SagaID) throws(JournalError) -> [EncodedEntry] {
        try reader.entries(of: saga)
    }

    /// Up to `limit` sagas of a phase in order of id, starting after one.
    public func sagas(
        in phase: SagaPhase, after saga: SagaID?, limit: Int
    ) throws(JournalError) -> [SagaID] {
        try reader.sagas(in: phase, after: saga, limit: limit)
    }

    /// How many sagas a phase has.
    public func count(of phase: SagaPhase) throws(JournalError) -> Int {
        try reader.count(of: phase)
    }

    /// The saga that a job accepted under a key.
    public func saga(job: String, key: String) throws(JournalError) -> SagaID? {
        try reader.saga(job: job, key: key)
    }

    /// A definition's canonical JSON.
    public func definition(_ hash: ContentHash) throws(JournalError) -> [UInt8]? {
        try reader.definition(hash)
    }

    /// The highest id ever accepted, removed sagas included.
    public func highestSagaID() throws(JournalError) -> SagaID? {
        try reader.highestSagaID()
    }

    /// Size, use and identity.
    public func information() throws(JournalError) -> JournalInformation {
        try reader.information()
    }
}
