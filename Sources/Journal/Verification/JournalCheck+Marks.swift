internal import LMDB
internal import Steps

extension JournalCheck {
    /// Every saga's own mark was looked at: there must be no others.
    mutating func checkPhases() {
        var marks: [(phase: UInt8, saga: SagaID)] = []
        walk(pages.phases, "phases") { key, _ in
            marks.append((key[0], JournalTables.saga(fromKey: key.dropFirst())))
        }
        guard marks.count != places.values.reduce(0, +) else { return }
        for mark in marks {
            guard let phase = SagaPhase(rawValue: mark.phase), listed.contains(mark.saga) else {
                find(mark.saga, "it is marked with a phase, and has no entries")
                continue
            }
            let saga = pages.check(of: mark.saga)
            if let saga, saga.phase != phase {
                find(mark.saga, "it is marked as \(phase), and its history says \(saga.phase)")
            }
        }
    }

    mutating func checkKeys() {
        var owners: [SagaID] = []
        var others: [SagaID] = []
        walk(pages.keys, "keys") { _, saga in owners.append(JournalTables.saga(fromKey: saga)) }
        guard owners.count != report.sagas || Set(owners) != listed else { return }
        var met: Set<SagaID> = []
        for saga in owners {
            if !listed.contains(saga) {
                find(saga, "a submission key leads to it, and it has no entries")
            } else if !met.insert(saga).inserted {
                others.append(saga)
            }
        }
        for saga in others { find(saga, "two submission keys lead to it") }
    }
}
