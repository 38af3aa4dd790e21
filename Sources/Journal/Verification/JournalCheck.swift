internal import LMDB
internal import Steps

/// A walk over all tables of a journal.
struct JournalCheck {
    let tables: JournalTables
    var findings: [JournalFinding] = []
    private var sagas = 0
    /// Sagas that stand where their histories say that they wait.
    var waiting = 0
    /// See ``waiting``.
    var deferred = 0

    init(tables: JournalTables) {
        self.tables = tables
    }

    mutating func run(_ transaction: borrowing ReadTransaction) throws {
        try checkDefinitions(transaction)
        var start: [UInt8] = [0]
        while let (saga, entries) = try next(from: start, transaction) {
            sagas += 1
            try check(saga, entries, transaction)
            // Behind the last entry that the saga can have.
            start = JournalTables.entryKey(saga, Int(UInt32.max)) + [0]
        }
        try checkPhases(transaction)
        try checkKeys(transaction)
        try checkPlaces(transaction)
        try checkRecords(transaction)
    }

    /// The entries of the first saga whose key is not before `start`; one saga at a time, so that
    /// the walk needs no more memory than the longest history.
    private func next(
        from start: [UInt8], _ transaction: borrowing ReadTransaction
    ) throws -> (SagaID, [EncodedEntry])? {
        var entries: [EncodedEntry] = []
        try transaction.scan(tables.entries, from: start) { key, bytes in
            let saga = JournalTables.saga(fromKey: key)
            guard entries.isEmpty || entries[0].saga == saga else { return false }
            let sequence = key.dropFirst(16).prefix(4).reduce(0) { $0 << 8 | Int($1) }
            entries.append(EncodedEntry(saga: saga, sequence: sequence, bytes: bytes))
            return true
        }
        return entries.first.map { ($0.saga, entries) }
    }

    private mutating func check(
        _ saga: SagaID, _ entries: [EncodedEntry], _ transaction: borrowing ReadTransaction
    ) throws {
        let known: SagaCheck
        do throws(JournalError) {
            known = try SagaCheck(entries)
        } catch {
            findings.append(JournalFinding(saga: saga, what: error.message))
            return
        }
        for phase in SagaPhase.allCases {
            let key = JournalTables.phaseKey(phase, saga)
            let isMarked = try transaction.value(key, in: tables.phases) != nil
            guard isMarked != (phase == known.phase) else { continue }
            let words = isMarked ? "is marked" : "is not marked"
            find(saga, "it \(words) as \(phase), and its history says \(known.phase)")
        }
        try checkPlace(of: saga, known, transaction)
        let owner = try transaction.value(known.submission, in: tables.keys)
        if owner != JournalTables.sagaKey(saga) {
            find(saga, "its submission key does not lead to it")
        }
        for definition in known.definitions
        where try !transaction.contains(definition.bytes, in: tables.definitions) {
            find(saga, "its definition \(definition) is missing")
        }
    }

    private mutating func checkDefinitions(_ transaction: borrowing ReadTransaction) throws {
        var wrong: [[UInt8]] = []
        try transaction.scan(tables.definitions, from: []) { hash, json in
            if ContentHash(of: json).bytes != hash { wrong.append(hash) }
            return true
        }
        for hash in wrong {
            let name = ContentHash(bytes: hash)?.description ?? "of \(hash.count) bytes"
            find(nil, "the definition with hash \(name) has another hash")
        }
    }

    /// Every saga's own mark was looked at: there must be no others.
    private mutating func checkPhases(_ transaction: borrowing ReadTransaction) throws {
        guard try transaction.count(tables.phases) != sagas else { return }
        var marked: [SagaID] = []
        try transaction.scan(tables.phases, from: []) { key, _ in
            marked.append(JournalTables.saga(fromKey: key.dropFirst()))
            return true
        }
        for saga in marked where try isMissing(saga, transaction) {
            find(saga, "it is marked with a phase, and has no entries")
        }
    }

    private mutating func checkKeys(_ transaction: borrowing ReadTransaction) throws {
        guard try transaction.count(tables.keys) != sagas else { return }
        var owners: [SagaID] = []
        try transaction.scan(tables.keys, from: []) { _, saga in
            owners.append(JournalTables.saga(fromKey: saga))
            return true
        }
        for saga in owners where try isMissing(saga, transaction) {
            find(saga, "a submission key leads to it, and it has no entries")
        }
    }

    private func isMissing(
        _ saga: SagaID, _ transaction: borrowing ReadTransaction
    ) throws -> Bool {
        try transaction.value(JournalTables.entryKey(saga, 1), in: tables.entries) == nil
    }

    mutating func find(_ saga: SagaID?, _ what: String) {
        findings.append(JournalFinding(saga: saga, what: what))
    }
}
