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

    /// Looks at the whole list first, so that what fails leaves nothing behind.
    mutating func commit(_ writes: [JournalWrite]) throws(JournalError) -> [SagaID: SagaID] {
        let refused = try check(writes)
        for write in writes {
            switch write {
            case .define(let hash, let json):
                if definitions[hash] == nil { definitions[hash] = json }
            case .accept(let entry, let job, let key):
                guard refused[entry.saga] == nil else { continue }
                keys[SubmissionKey(job: job, key: key)] = entry.saga
                entries[entry.saga] = [entry]
                move(entry.saga, to: .waiting)
                highest = max(highest ?? entry.saga, entry.saga)
            case .append(let entry, let phase):
                guard refused[entry.saga] == nil else { continue }
                entries[entry.saga, default: []].append(entry)
                if let phase { move(entry.saga, to: phase) }
            case .remove(let saga, let job, let key):
                entries[saga] = nil
                let key = SubmissionKey(job: job, key: key)
                if keys[key] == saga { keys[key] = nil }
                move(saga, to: nil)
            }
        }
        return refused
    }

    func sagas(in phase: SagaPhase, after: SagaID?, limit: Int) -> [SagaID] {
        let all = phases[phase] ?? []
        let start = after.map { Self.position(of: $0, in: all) } ?? 0
        let rest = all[start...].drop { $0 == after }
        return Array(rest.prefix(limit))
    }

    private func check(_ writes: [JournalWrite]) throws(JournalError) -> [SagaID: SagaID] {
        var refused: [SagaID: SagaID] = [:]
        var newKeys: [SubmissionKey: SagaID?] = [:]
        var lengths: [SagaID: Int] = [:]
        for write in writes {
            switch write {
            case .define: break
            case .accept(let entry, let job, let key):
                let key = SubmissionKey(job: job, key: key)
                if let existing = newKeys[key] ?? keys[key] {
                    refused[entry.saga] = existing
                    continue
                }
                try checkNext(entry, after: lengths[entry.saga])
                newKeys[key] = .some(entry.saga)
                lengths[entry.saga] = 1
            case .append(let entry, _):
                guard refused[entry.saga] == nil else { continue }
                let length = lengths[entry.saga]
                guard entry.sequence > 1 else { throw Self.gap(entry) }
                try checkNext(entry, after: length)
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
        for phase in SagaPhase.allCases {
            let all = phases[phase] ?? []
            let position = Self.position(of: saga, in: all)
            let isThere = position < all.count && all[position] == saga
            if phase == target {
                if !isThere { phases[phase, default: []].insert(saga, at: position) }
            } else if isThere {
                phases[phase]?.remove(at: position)
            }
        }
    }

    /// The first place whose saga is not lower.
    private static func position(of saga: SagaID, in sagas: [SagaID]) -> Int {
        var low = 0
        var high = sagas.count
        while low < high {
            let middle = (low + high) / 2
            if sagas[middle] < saga { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
