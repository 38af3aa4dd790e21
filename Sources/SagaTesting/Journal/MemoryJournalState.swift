internal import Journal
internal import Steps

/// What a memory journal holds.
struct MemoryJournalState {
    private(set) var entries: [SagaID: [EncodedEntry]] = [:]
    private(set) var keys: [SubmissionKey: SagaID] = [:]
    /// In order of id.
    private(set) var phases: [SagaPhase: [SagaID]] = [:]
    private(set) var definitions: [ContentHash: [UInt8]] = [:]
    private(set) var highest: SagaID?
    private(set) var queue = MemoryQueue()
    private var records: [[UInt8]: [UInt8]] = [:]

    /// Looks at the whole list first, so that what fails leaves nothing behind.
    mutating func commit(_ writes: [JournalWrite]) throws(JournalError) -> [SagaID: SagaID] {
        let refused = try check(writes)
        for write in writes {
            switch write {
            case .define(let hash, let json):
                if definitions[hash] == nil { definitions[hash] = json }
            case .accept(let entry, let job, let key, let priority, let notBefore, _):
                guard refused[entry.saga] == nil else { continue }
                keys[SubmissionKey(job: job, key: key)] = entry.saga
                entries[entry.saga] = [entry]
                move(entry.saga, to: notBefore == nil ? .waiting : .deferred)
                queue.add(entry.saga, Lane(priority: priority, job: job), until: notBefore)
                highest = max(highest ?? entry.saga, entry.saga)
            case .append(let entry, let phase):
                guard refused[entry.saga] == nil else { continue }
                entries[entry.saga, default: []].append(entry)
                if let phase {
                    move(entry.saga, to: phase)
                    queue.remove(entry.saga)
                }
            case .remove(let saga, let job, let key):
                entries[saga] = nil
                let key = SubmissionKey(job: job, key: key)
                if keys[key] == saga { keys[key] = nil }
                move(saga, to: nil)
                queue.remove(saga)
            case .put(let name, let bytes): records[Array(name.utf8)] = bytes
            }
        }
        return refused
    }

    func records(prefix: String) -> [(name: String, bytes: [UInt8])] {
        records.filter { $0.key.starts(with: prefix.utf8) }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .map { (String(decoding: $0.key, as: UTF8.self), $0.value) }
    }

    func sagas(in phase: SagaPhase, after: SagaID?, limit: Int) -> [SagaID] {
        (phases[phase] ?? []).page(after: after, limit: limit)
    }

    private func check(_ writes: [JournalWrite]) throws(JournalError) -> [SagaID: SagaID] {
        var refused: [SagaID: SagaID] = [:]
        var newKeys: [SubmissionKey: SagaID?] = [:]
        var lengths: [SagaID: Int] = [:]
        for write in writes {
            switch write {
            case .define: break
            case .put(let name, _):
                precondition(JournalWrite.isRecordName(name), "'\(name)' is no name of a record")
            case .accept(let entry, let job, let key, _, _, _):
                let key = SubmissionKey(job: job, key: key)
                if let existing = newKeys[key] ?? keys[key] {
                    refused[entry.saga] = existing
                    continue
                }
                try checkNext(entry, after: lengths[entry.saga])
                newKeys[key] = .some(entry.saga)
                lengths[entry.saga] = 1
            case .append(let entry, let phase):
                guard refused[entry.saga] == nil else { continue }
                let length = lengths[entry.saga]
                guard entry.sequence > 1 else { throw Self.gap(entry) }
                try checkNext(entry, after: length)
                guard phase?.followsWaiting != false else {
                    throw JournalError(
                        .damaged, "saga \(entry.saga) would wait again to be started")
                }
                lengths[entry.saga] = entry.sequence
            case .remove(let saga, let job, let key):
                let key = SubmissionKey(job: job, key: key)
                if (newKeys[key] ?? keys[key]) == saga { newKeys[key] = .some(nil) }
                lengths[saga] = 0
            }
        }
        return refused
    }

    private func checkNext(_ entry: EncodedEntry, after length: Int?) throws(JournalError) {
        let length = length ?? entries[entry.saga]?.count ?? 0
        guard entry.sequence == length + 1 else { throw Self.gap(entry) }
    }

    private static func gap(_ entry: EncodedEntry) -> JournalError {
        JournalError(
            .damaged,
            "entry \(entry.sequence) of saga \(entry.saga) does not follow from what is stored")
    }

    private mutating func move(_ saga: SagaID, to target: SagaPhase?) {
        for phase in SagaPhase.allCases where phase != target {
            phases[phase]?.remove(sorted: saga)
        }
        if let target { phases[target, default: []].insert(sorted: saga) }
    }
}
