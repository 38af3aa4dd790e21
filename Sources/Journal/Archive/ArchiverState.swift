internal import Steps

/// What an ``Archiver`` has to do, and who waits for it, behind its lock.
struct ArchiverState {
    /// Whether what an earlier process left behind was moved.
    var hasBegun = false
    var waiting: [SagaID] = []
    var lastRemoval: JournalTicket?
    var isClosed = false
    /// Whether the thread has ended, and nobody would be answered any more.
    var isOver = false
    var hasFailed = false
    /// Whether a saga that stays in the journal was told of.
    var hasReported = false
    /// Whether nobody waits for room any more.
    var isUnbounded = false
    /// Those who wait until nothing waits, and those who wait until less does.
    var drained: [CheckedContinuation<Void, Never>] = []
    var crowded: [CheckedContinuation<Void, Never>] = []

    /// The next batch, and those who need not wait any more.
    mutating func take(
        _ limit: Int, leaving capacity: Int
    ) -> (batch: [SagaID], relieved: [CheckedContinuation<Void, Never>], isClosed: Bool) {
        if hasFailed { waiting = [] }
        let batch = Array(waiting.prefix(limit))
        waiting.removeFirst(batch.count)
        var relieved: [CheckedContinuation<Void, Never>] = []
        if waiting.count < capacity { swap(&relieved, &crowded) }
        guard batch.isEmpty else { return (batch, relieved, false) }
        relieved += drained
        drained = []
        isOver = isClosed
        return (batch, relieved, isClosed)
    }
}
