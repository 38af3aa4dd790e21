internal import LMDB
internal import Steps

extension JournalCheck {
    /// Looks whether a saga that waits stands where it is looked for.
    mutating func checkPlace(of saga: SagaCheck) {
        let id = saga.summary.id
        switch saga.phase {
        case .active, .ended: break
        case .waiting:
            guard let longJob = pages.queue?.value(JournalTables.queueKey(saga.place, id)) else {
                return find(id, "it waits, and is not in the queue")
            }
            if longJob != LaneKey(saga.summary.acceptance.lane).longJob {
                find(id, "the queue names another job than it has")
            }
        case .deferred:
            if pages.deferred?.value(JournalTables.deferredKey(saga.place, id)) == nil {
                find(id, "it is deferred, and not among those that are")
            }
        }
    }

    mutating func checkQueue() {
        checkStrays(in: pages.queue, "queue", .waiting, "it is in the queue")
    }

    mutating func checkDeferred() {
        checkStrays(in: pages.deferred, "deferred", .deferred, "it stands for later")
    }

    /// Every saga's own place was looked at: there must be no others.
    private mutating func checkStrays(
        in table: PageTree?, _ name: String, _ phase: SagaPhase, _ what: String
    ) {
        var strays: [SagaID] = []
        let phases = pages.phases
        walk(table, name) { key, _ in
            let saga = JournalTables.saga(fromKey: key.suffix(JournalTables.sagaKeyLength))
            let place = phases?.value(JournalTables.phaseKey(phase, saga))
            if place.map({ $0 + JournalTables.sagaKey(saga) }) != key { strays.append(saga) }
        }
        for saga in strays { find(saga, "\(what), and no mark leads there") }
    }

    mutating func checkRecords() {
        var wrong: [(key: [UInt8], error: JournalError)] = []
        walk(pages.records, "records") { key, bytes in
            do throws(JournalError) {
                _ = try JournalRecord.decode(bytes, key: key)
            } catch {
                wrong.append((key, error))
            }
        }
        for (_, error) in wrong { find(nil, error.message, at: "table records") }
    }

    /// What stands beside the sagas; the highest id is compared when the archive was read too.
    mutating func checkMeta() {
        var values: [[UInt8]: Int] = [:]
        walk(pages.meta, "meta") { name, value in values[name] = value.count }
        let lengths = [
            (JournalTables.Meta.version, 4, true), (JournalTables.Meta.identity, 8, true),
            (JournalTables.Meta.highest, JournalTables.sagaKeyLength, report.sagas > 0),
            (JournalTables.Meta.removed, 8, false),
            (JournalTables.Meta.archived, JournalTables.sagaKeyLength, false),
            (JournalTables.Meta.epoch, 8, false),
        ]
        for (name, length, isNeeded) in lengths {
            let found = values.removeValue(forKey: name)
            guard found != length, found != nil || isNeeded else { continue }
            let what = found == nil ? "is missing" : "has another length than it was written with"
            find(nil, "'\(String(decoding: name, as: UTF8.self))' \(what)", at: "table meta")
        }
        for name in values.keys {
            find(
                nil, "'\(String(decoding: name, as: UTF8.self))' is nothing that a journal keeps",
                at: "table meta")
        }
    }
}

extension JournalPages {
    /// What a saga's history says; `nil` if it is not whole.
    func check(of saga: SagaID) -> SagaCheck? {
        try? SagaCheck(stored(saga))
    }

    /// The entries of a saga that can be read.
    func stored(_ saga: SagaID) -> [EncodedEntry] {
        var stored: [EncodedEntry] = []
        let prefix = JournalTables.sagaKey(saga)
        entries?.scan(from: prefix) { key, bytes in
            guard key.starts(with: prefix) else { return false }
            let sequence = Int(BigEndian.number(key.dropFirst(prefix.count).prefix(4)))
            stored.append(EncodedEntry(saga: saga, sequence: sequence, bytes: bytes))
            return true
        }
        return stored
    }
}
