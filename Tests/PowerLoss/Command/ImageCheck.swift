import Foundation
import Journal
import Steps

/// Recovers from one image, and holds what is there against what was promised.
enum ImageCheck {
    /// - Returns: everything that is wrong; empty if nothing is.
    ///
    /// - Parameter isThorough: whether it is verified and opened once more after that.
    static func violations(
        journal: String, promised: Promised, isThorough: Bool
    ) -> [String] {
        let keys = promised.keys.values.sorted { $0.key < $1.key }
        do {
            let found = try RecoveredJournal(opening: journal, keys: keys, archives: false)
            var wrong = check(found, against: promised)
            wrong += try verify(journal)
            let moved = try RecoveredJournal(opening: journal, keys: keys, archives: true)
            wrong += check(moved, against: promised)
            wrong += compare(found, moved)
            if isThorough {
                wrong += try verify(journal)
                let again = try RecoveredJournal(opening: journal, keys: keys, archives: true)
                if again != moved { wrong.append("a third opening found something else") }
            }
            return Array(Set(wrong)).sorted()
        } catch {
            return ["it does not open: \(error)"]
        }
    }

    private static func verify(_ journal: String) throws -> [String] {
        try JournalVerifier.verify(directory: journal).map { finding in
            "verify: \(finding.saga.map(\.description) ?? "") \(finding.what)"
        }
    }

    private static func check(
        _ found: RecoveredJournal, against promised: Promised
    ) -> [String] {
        var wrong: [String] = []
        for (saga, length) in promised.lengths {
            guard let entries = found.entries(of: saga) else {
                wrong.append("saga \(saga) was acknowledged, and is lost")
                continue
            }
            if entries.count < length {
                wrong.append("saga \(saga): \(length) entries acknowledged, \(entries.count) left")
            }
        }
        for (saga, key) in promised.keys where found.keys["\(key.job) \(key.key)"] != saga {
            wrong.append("saga \(saga): its key \(key.key) does not lead to it")
        }
        for (name, value) in promised.records {
            let stored = found.records[name].flatMap { Int(String(decoding: $0, as: UTF8.self)) }
            if (stored ?? 0) < value { wrong.append("record \(name): \(value) acknowledged") }
        }
        let all = Set(found.inJournal.keys).union(found.inArchive.keys)
        for saga in all {
            wrong += checkEntries(of: saga, found.entries(of: saga) ?? [], promised)
        }
        return wrong
    }

    private static func checkEntries(
        of saga: SagaID, _ entries: [EncodedEntry], _ promised: Promised
    ) -> [String] {
        if entries.count > promised.handedOver[saga] ?? 0 {
            return ["saga \(saga) has entries that nobody wrote"]
        }
        do throws(JournalError) {
            for decoded in try EntryChain.verify(entries) {
                let place = Mark.Place(saga: saga, sequence: decoded.entry.sequence)
                if let hash = promised.hashes[place], hash != decoded.hash.description {
                    return ["saga \(saga): entry \(place.sequence) is not what was acknowledged"]
                }
            }
            return []
        } catch {
            return ["saga \(saga): \(error.message)"]
        }
    }

    /// Moving finished sagas to the archive changes nothing about them.
    private static func compare(
        _ before: RecoveredJournal, _ after: RecoveredJournal
    ) -> [String] {
        let sagas = Set(before.inJournal.keys).union(before.inArchive.keys)
        guard sagas == Set(after.inJournal.keys).union(after.inArchive.keys) else {
            return ["archiving lost a saga, or made one"]
        }
        var wrong: [String] = []
        for saga in sagas {
            if before.entries(of: saga) != after.entries(of: saga) {
                wrong.append("saga \(saga): archiving changed its history")
            }
            if after.inJournal[saga] != nil, after.inArchive[saga] != nil {
                wrong.append("saga \(saga) is in the journal and in the archive")
            }
        }
        return wrong
    }
}
