internal import LMDB
internal import Steps

extension JournalChanges {
    /// Puts a new saga where it waits.
    func wait(
        _ saga: SagaID, in lane: Lane, until due: Timestamp?,
        _ transaction: borrowing WriteTransaction
    ) throws {
        guard let due else {
            let lane = LaneKey(lane)
            try transaction.put(
                JournalTables.queueKey(lane.bytes, saga), lane.longJob, in: tables.queue)
            return try enter(.waiting, saga, place: lane.bytes, transaction)
        }
        let place = JournalTables.dueKey(due)
        try transaction.put(JournalTables.deferredKey(place, saga), [], in: tables.deferred)
        try enter(.deferred, saga, place: place, transaction)
    }

    func move(
        _ saga: SagaID, to phase: SagaPhase, in transaction: borrowing WriteTransaction
    ) throws {
        guard phase.followsWaiting else {
            throw JournalError(.damaged, "saga \(saga) would wait again to be started")
        }
        // A saga stands in one phase: what is found first is all there is.
        for other in Self.likeliest(before: phase) {
            if try leave(other, saga, transaction) { break }
        }
        try enter(phase, saga, place: [], transaction)
    }

    /// Takes a saga out of a phase, and out of its place there.
    ///
    /// - Returns: whether it was in it.
    @discardableResult
    func leave(
        _ phase: SagaPhase, _ saga: SagaID, _ transaction: borrowing WriteTransaction
    ) throws -> Bool {
        let key = JournalTables.phaseKey(phase, saga)
        switch phase {
        case .active, .ended: return try transaction.remove(key, from: tables.phases)
        case .waiting:
            guard let place = try transaction.value(key, in: tables.phases) else { return false }
            try transaction.remove(JournalTables.queueKey(place, saga), from: tables.queue)
        case .deferred:
            guard let place = try transaction.value(key, in: tables.phases) else { return false }
            try transaction.remove(JournalTables.deferredKey(place, saga), from: tables.deferred)
        }
        return try transaction.remove(key, from: tables.phases)
    }

    private func enter(
        _ phase: SagaPhase, _ saga: SagaID, place: [UInt8],
        _ transaction: borrowing WriteTransaction
    ) throws {
        try transaction.put(JournalTables.phaseKey(phase, saga), place, in: tables.phases)
    }

    /// The phases that a saga can come from, the most frequent first.
    private static func likeliest(before phase: SagaPhase) -> [SagaPhase] {
        switch phase {
        case .active: [.waiting, .deferred, .ended]
        default: [.active, .waiting, .deferred]
        }
    }
}
