internal import LMDB
internal import Steps

/// The writes of one commit, as they are applied one after another.
struct JournalChanges {
    let tables: JournalTables
    /// Each accept whose key was taken, with the saga that has it.
    private(set) var refused: [SagaID: SagaID] = [:]
    private var highest: SagaID?
    private var removed: UInt64 = 0
    private var lastRemoved: SagaID?
    /// Where keys of entries are written, one after another.
    private var key = EntryWriter(capacity: JournalTables.entryKeyLength)
    /// The entry that was written last.
    private var last: (saga: SagaID, sequence: Int)?

    init(tables: JournalTables) {
        self.tables = tables
    }

    /// Whether a saga was taken on that nobody waits for yet.
    private(set) var acceptsNew = false
    /// Whether one was that a running saga waits for.
    private(set) var acceptsChildren = false

    mutating func apply(
        _ write: JournalWrite, in transaction: borrowing WriteTransaction
    ) throws {
        switch write {
        case .define(let hash, let json):
            _ = try transaction.insert(hash.bytes, json, in: tables.definitions)
        case .accept(let entry, let job, let key, let priority, let notBefore, let isChild):
            guard try accept(entry, SubmissionKey(job: job, key: key), in: transaction) else {
                return
            }
            if isChild { acceptsChildren = true } else { acceptsNew = true }
            let lane = Lane(priority: priority, job: job)
            try wait(entry.saga, in: lane, until: notBefore, transaction)
        case .append(let entry, let phase):
            guard refused[entry.saga] == nil else { return }
            // A gap in a history could never be mended: P2.
            guard entry.sequence > 1, try hasPredecessor(entry, in: transaction) else {
                throw Self.gap(entry)
            }
            try add(entry, in: transaction)
            if let phase { try move(entry.saga, to: phase, in: transaction) }
        case .remove(let saga, let job, let key):
            try remove(saga, SubmissionKey(job: job, key: key), in: transaction)
        case .put(let name, let bytes): try put(bytes, name, in: transaction)
        }
    }

    /// Writes what is written once a commit.
    func finish(in transaction: borrowing WriteTransaction) throws {
        if removed > 0,
            let known = try transaction.value(JournalTables.Meta.removed, in: tables.meta)
        {
            let sum = BigEndian.number(known) &+ removed
            try transaction.put(
                JournalTables.Meta.removed, BigEndian.bytes(sum), in: tables.meta)
        }
        if let lastRemoved {
            try transaction.put(
                JournalTables.Meta.archived, JournalTables.sagaKey(lastRemoved), in: tables.meta)
        }
        guard let highest else { return }
        let name = JournalTables.Meta.highest
        let known = try transaction.value(name, in: tables.meta)
        if let known, JournalTables.saga(fromKey: known) > highest { return }
        try transaction.put(name, JournalTables.sagaKey(highest), in: tables.meta)
    }

    /// - Returns: whether the saga was taken on.
    private mutating func accept(
        _ entry: EncodedEntry, _ submission: SubmissionKey,
        in transaction: borrowing WriteTransaction
    ) throws -> Bool {
        let saga = JournalTables.sagaKey(entry.saga)
        guard try transaction.insert(submission.bytes, saga, in: tables.keys) else {
            let earlier = try transaction.value(submission.bytes, in: tables.keys) ?? saga
            refused[entry.saga] = JournalTables.saga(fromKey: earlier)
            return false
        }
        guard entry.sequence == 1 else { throw Self.gap(entry) }
        try add(entry, in: transaction)
        highest = max(highest ?? entry.saga, entry.saga)
        return true
    }

    private mutating func add(
        _ entry: EncodedEntry, in transaction: borrowing WriteTransaction
    ) throws {
        writeKey(of: entry.saga, entry.sequence)
        guard try transaction.insert(key.bytes, entry.bytes, in: tables.entries) else {
            throw Self.gap(entry)
        }
        last = (entry.saga, entry.sequence)
    }

    /// Leaves the key of an entry in ``key``.
    private mutating func writeKey(of saga: SagaID, _ sequence: Int) {
        key.reset()
        key.entryKey(saga, sequence)
    }

    private mutating func hasPredecessor(
        _ entry: EncodedEntry, in transaction: borrowing WriteTransaction
    ) throws -> Bool {
        // Of what is decided at once, each entry but the first follows the one just written.
        if let last, last.saga == entry.saga, last.sequence == entry.sequence - 1 { return true }
        writeKey(of: entry.saga, entry.sequence - 1)
        return try transaction.contains(key.bytes, in: tables.entries)
    }

    private static func gap(_ entry: EncodedEntry) -> JournalError {
        JournalError(
            .damaged,
            "entry \(entry.sequence) of saga \(entry.saga) does not follow from what is stored")
    }

    private mutating func remove(
        _ saga: SagaID, _ submission: SubmissionKey, in transaction: borrowing WriteTransaction
    ) throws {
        let prefix = JournalTables.sagaKey(saga)
        last = nil
        let entries = try transaction.removeAll(beginningWith: prefix, from: tables.entries)
        if entries > 0 {
            removed += 1
            lastRemoved = saga
        }
        for phase in SagaPhase.allCases { try leave(phase, saga, transaction) }
        // A later saga may have the key by now.
        if try transaction.value(submission.bytes, in: tables.keys) == prefix {
            try transaction.remove(submission.bytes, from: tables.keys)
        }
    }

    private func put(
        _ bytes: [UInt8]?, _ name: String, in transaction: borrowing WriteTransaction
    ) throws {
        precondition(JournalWrite.isRecordName(name), "'\(name)' is no name of a record")
        let key = Array(name.utf8)
        if let bytes {
            let record = JournalRecord.encode(bytes, name: name)
            try transaction.put(key, record, in: tables.records)
        } else {
            try transaction.remove(key, from: tables.records)
        }
    }
}
