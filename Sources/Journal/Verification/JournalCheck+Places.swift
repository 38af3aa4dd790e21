internal import LMDB
internal import Steps

extension JournalCheck {
    /// Looks whether a saga that waits stands where it is looked for.
    mutating func checkPlace(
        of saga: SagaID, _ known: SagaCheck, _ transaction: borrowing ReadTransaction
    ) throws {
        let mark = JournalTables.phaseKey(known.phase, saga)
        guard let place = try transaction.value(mark, in: tables.phases) else { return }
        if place != known.place {
            find(saga, "its mark as \(known.phase) does not lead to where it belongs")
        }
        switch known.phase {
        case .active, .ended: break
        case .waiting:
            let key = JournalTables.queueKey(known.place, saga)
            guard try transaction.contains(key, in: tables.queue) else {
                return find(saga, "it waits, and is not in the queue")
            }
            waiting += 1
        case .deferred:
            let key = JournalTables.deferredKey(known.place, saga)
            guard try transaction.contains(key, in: tables.deferred) else {
                return find(saga, "it is deferred, and not among those that are")
            }
            deferred += 1
        }
    }

    /// Every saga's own place was looked at: there must be no others.
    mutating func checkPlaces(_ transaction: borrowing ReadTransaction) throws {
        if try transaction.count(tables.queue) != waiting {
            try checkStrays(in: tables.queue, .waiting, "it is in the queue", transaction)
        }
        if try transaction.count(tables.deferred) != deferred {
            try checkStrays(in: tables.deferred, .deferred, "it stands for later", transaction)
        }
    }

    private mutating func checkStrays(
        in table: Table, _ phase: SagaPhase, _ what: String,
        _ transaction: borrowing ReadTransaction
    ) throws {
        var keys: [[UInt8]] = []
        try transaction.scan(table, from: []) { key, _ in
            keys.append(key)
            return true
        }
        for key in keys {
            let saga = JournalTables.saga(fromKey: key.suffix(JournalTables.sagaKeyLength))
            let mark = JournalTables.phaseKey(phase, saga)
            let place = try transaction.value(mark, in: tables.phases)
            if place.map({ $0 + JournalTables.sagaKey(saga) }) != key {
                find(saga, "\(what), and no mark leads there")
            }
        }
    }

    mutating func checkRecords(_ transaction: borrowing ReadTransaction) throws {
        var wrong: [JournalError] = []
        try transaction.scan(tables.records, from: []) { key, bytes in
            do throws(JournalError) {
                _ = try JournalRecord.decode(bytes, key: key)
            } catch {
                wrong.append(error)
            }
            return true
        }
        for error in wrong { find(nil, error.message) }
    }
}
