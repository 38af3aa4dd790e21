internal import Steps

/// What becomes of a batch: what each ticket will be told, and what is left to write.
struct CommitPlan {
    private var submissions: [Submission]
    /// A ticket's end so far; `nil` for one that is not known to end otherwise than well.
    private(set) var outcomes: [JournalTicket.Outcome?]

    init(_ batch: ArraySlice<Submission>) {
        submissions = Array(batch)
        outcomes = Array(repeating: nil, count: batch.count)
    }

    var indices: Range<Int> { submissions.indices }

    subscript(index: Int) -> Submission { submissions[index] }

    /// What is to be applied, in order.
    var writes: [JournalWrite] { submissions.flatMap(\.writes) }

    /// How many tickets still have something to write.
    var committed: Int { submissions.reduce(0) { $0 + ($1.writes.isEmpty ? 0 : 1) } }

    /// Refuses one list as a whole.
    mutating func refuse(_ index: Int, _ error: JournalError) {
        submissions[index].writes = []
        outcomes[index] = .failure(error)
    }

    /// Refuses all lists with accepts that are not refused yet; `false` if there are none.
    ///
    /// - Parameter withChildren: also those of sagas that running sagas wait for.
    mutating func refuseAccepts(_ error: JournalError, withChildren: Bool) -> Bool {
        var refused = false
        for index in indices {
            guard submissions[index].accepts, outcomes[index]?.isRefusal != true,
                withChildren || submissions[index].acceptsNew
            else { continue }
            refuse(index, error)
            refused = true
        }
        return refused
    }

    /// Takes sagas out of a list whose keys the archive knows.
    mutating func drop(_ known: [SagaID: SagaID], from index: Int) {
        guard !known.isEmpty else { return }
        submissions[index].writes.removeAll { write in
            switch write {
            case .accept(let entry, _, _, _, _, _), .append(let entry, _): known[entry.saga] != nil
            case .define, .remove, .put: false
            }
        }
        outcomes[index] = .success(known)
    }

    /// Tells each list which of its own accepts were refused.
    mutating func note(_ refused: [SagaID: SagaID]) {
        guard !refused.isEmpty else { return }
        for index in indices where submissions[index].accepts {
            for case .accept(let entry, _, _, _, _, _) in submissions[index].writes {
                guard let existing = refused[entry.saga] else { continue }
                var known = (try? outcomes[index]?.get()) ?? [:]
                known[entry.saga] = existing
                outcomes[index] = .success(known)
            }
        }
    }
}

extension JournalTicket.Outcome {
    var isRefusal: Bool {
        if case .failure = self { true } else { false }
    }
}

extension Submission {
    /// Whether it takes a saga on that no running saga waits for.
    var acceptsNew: Bool {
        writes.contains { write in
            if case .accept(_, _, _, _, _, false) = write { true } else { false }
        }
    }
}
