public import Steps
internal import Synchronization

/// The receipt for a list of writes on its way to the disk.
public final class JournalTicket: Sendable {
    typealias Outcome = Result<[SagaID: SagaID], JournalError>

    private enum State {
        case open
        case awaited(Waiter, others: [Waiter])
        case settled(Outcome)
    }

    private typealias Waiter = CheckedContinuation<Outcome, Never>

    private let state = Mutex(State.open)

    init() {}

    init(settled outcome: Outcome) {
        settle(outcome)
    }

    /// Waits until the writes are durable.
    ///
    /// - Throws: ``JournalError`` if they were not applied, or it is not known whether they were.
    public func durable() async throws(JournalError) {
        _ = try await outcome().get()
    }

    /// Waits until the accepts among the writes are durable or refused.
    ///
    /// - Returns: for each saga that was refused because its job has its key: the one that was
    ///   accepted before.
    /// - Throws: ``JournalError``; with code `full` nothing of the list was applied, and it may be
    ///   tried again later.
    public func accepted() async throws(JournalError) -> [SagaID: SagaID] {
        try await outcome().get()
    }

    /// Called once, by the writer, outside every lock.
    func settle(_ outcome: Outcome) {
        let waiters: (Waiter, others: [Waiter])? = state.withLock { state in
            defer { state = .settled(outcome) }
            switch state {
            case .open: return nil
            case .awaited(let first, let others): return (first, others)
            case .settled: preconditionFailure("a ticket is settled once")
            }
        }
        guard let (first, others) = waiters else { return }
        first.resume(returning: outcome)
        for waiter in others { waiter.resume(returning: outcome) }
    }

    private func outcome() async -> Outcome {
        await withCheckedContinuation { continuation in
            if let outcome = wait(continuation) { continuation.resume(returning: outcome) }
        }
    }

    /// Joins those who wait, unless there is nothing to wait for any more.
    private func wait(_ waiter: Waiter) -> Outcome? {
        state.withLock { state in
            switch state {
            case .open: state = .awaited(waiter, others: [])
            case .awaited(let first, let others):
                state = .awaited(first, others: others + [waiter])
            case .settled(let outcome): return outcome
            }
            return nil
        }
    }
}
