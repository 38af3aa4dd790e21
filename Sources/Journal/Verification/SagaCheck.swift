internal import Steps

/// What one saga's entries say, once they are known to be what was written.
struct SagaCheck {
    let summary: SagaSummary
    let lastHash: EntryHash
    /// How many entries it has.
    let count: Int
    /// Those that it went by, in order.
    let definitions: [ContentHash]

    init(_ entries: [EncodedEntry]) throws(JournalError) {
        let decoded = try EntryChain.verify(entries)
        guard let last = decoded.last, let summary = SagaSummary(folding: decoded.map(\.entry))
        else {
            throw JournalError(.damaged, "its history does not start with its acceptance")
        }
        let ends = decoded.filter { $0.entry.fact.isTerminal }
        guard ends.isEmpty || ends == [last] else {
            throw JournalError(.damaged, "its history goes on after its end")
        }
        self.summary = summary
        lastHash = last.hash
        count = decoded.count
        definitions = decoded.compactMap(\.entry.fact.definition)
    }

    /// The phase that follows from the entries.
    var phase: SagaPhase {
        switch summary.status {
        case .accepted: summary.acceptance.notBefore == nil ? .waiting : .deferred
        case .running, .compensating, .parked: .active
        case .completed, .compensated, .abandoned: .ended
        }
    }

    /// What its mark in the phase leads to.
    var place: [UInt8] {
        switch phase {
        case .waiting: LaneKey(summary.acceptance.lane).bytes
        case .deferred: summary.acceptance.notBefore.map(JournalTables.dueKey) ?? []
        case .active, .ended: []
        }
    }

    var submission: [UInt8] {
        SubmissionKey(job: summary.acceptance.job, key: summary.acceptance.key).bytes
    }
}

extension Fact {
    fileprivate var isTerminal: Bool {
        switch self {
        case .sagaCompleted, .sagaCompensated, .sagaAbandoned: true
        default: false
        }
    }
}
