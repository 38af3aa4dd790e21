internal import Dispatch
internal import Synchronization

/// One call of ``JournalWriter/enqueue(_:)``.
struct Submission {
    var writes: [JournalWrite]
    /// Whether a full journal, or a job that has the key, can refuse it.
    var accepts: Bool
    var ticket: JournalTicket
}

/// What waits for the writer's thread, in the order in which it was decided.
final class Mailbox: Sendable {
    private struct State {
        var submissions: [Submission] = []
        /// Writes that were put in and are not yet committed or refused.
        var writes = 0
        /// Why nothing is taken in any more.
        var end: JournalError?
        /// Whether the thread sleeps, and has to be woken.
        var sleeps = false
        /// Those who wait for room; the first is served first.
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let bell = DispatchSemaphore(value: 0)
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// Never blocks.
    ///
    /// - Returns: why the submission was not taken in; `nil` if it was.
    func put(_ submission: Submission) -> JournalError? {
        let (end, ring) = state.withLock { state -> (JournalError?, Bool) in
            if let end = state.end { return (end, false) }
            state.submissions.append(submission)
            state.writes += submission.writes.count
            defer { state.sleeps = false }
            return (nil, state.sleeps)
        }
        if ring { bell.signal() }
        return end
    }

    /// Everything that waits, once there is something; `nil` when the mailbox is closed and empty.
    func take() -> [Submission]? {
        while true {
            let taken = state.withLock { state -> [Submission]? in
                guard state.submissions.isEmpty, state.end == nil else {
                    defer { state.submissions = [] }
                    return state.submissions
                }
                state.sleeps = true
                return nil
            }
            if let taken { return taken.isEmpty ? nil : taken }
            bell.wait()
        }
    }

    /// Says that writes left the writer's hands, and lets as many in as there is room for.
    func release(_ writes: Int) {
        let admitted = state.withLock { state in
            state.writes -= writes
            // Whoever is let in may bring nothing: an empty mailbox must leave nobody waiting.
            let room = state.writes == 0 ? state.waiters.count : capacity - state.writes
            let admitted = state.waiters.prefix(max(0, room))
            state.waiters.removeFirst(admitted.count)
            return admitted
        }
        for waiter in admitted { waiter.resume() }
    }

    /// Waits while more is in the writer's hands than the capacity.
    func room() async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.end != nil || state.writes <= capacity { return true }
                state.waiters.append(continuation)
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    /// Takes nothing in any more; what waits can still be taken out.
    func close(_ reason: JournalError) {
        let (waiters, ring) = state.withLock { state in
            if state.end == nil { state.end = reason }
            defer {
                state.waiters = []
                state.sleeps = false
            }
            return (state.waiters, state.sleeps)
        }
        if ring { bell.signal() }
        for waiter in waiters { waiter.resume() }
    }
}
