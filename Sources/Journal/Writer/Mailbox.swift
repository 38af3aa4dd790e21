internal import Synchronization

/// One call of ``JournalWriter/enqueue(_:)``.
struct Submission {
    var writes: [JournalWrite]
    /// Whether a full journal, or a job that has the key, can refuse it.
    var accepts: Bool
    var ticket: JournalTicket
}

/// What waits for the writer, in the order in which it was decided.
final class Mailbox: Sendable {
    private struct State {
        var submissions: [Submission] = []
        /// Writes that were put in and are not yet committed or refused.
        var writes = 0
        /// How many put in one thing after another, for which the bell waits.
        var holds = 0
        /// Whether it was rung for since it was last emptied.
        var isRung = false
        /// Why nothing is taken in any more.
        var end: JournalError?
        /// Those who wait for room; the first is served first.
        var waiters: [CheckedContinuation<Void, Never>] = []

        /// Whether to ring now: something waits, and nobody has rung for it.
        mutating func startsRinging() -> Bool {
            guard !isRung, !submissions.isEmpty else { return false }
            isRung = true
            return true
        }
    }

    private let state = Mutex(State())
    private let capacity: Int
    private let ring: @Sendable () -> Void

    /// - Parameter ring: called when there is something to take, or nothing will come any more.
    init(capacity: Int, ring: @escaping @Sendable () -> Void) {
        self.capacity = capacity
        self.ring = ring
    }

    /// Never blocks.
    ///
    /// - Returns: why the submission was not taken in; `nil` if it was.
    func put(_ submission: Submission) -> JournalError? {
        let (end, rings) = state.withLock { state -> (JournalError?, Bool) in
            if let end = state.end { return (end, false) }
            state.submissions.append(submission)
            state.writes += submission.writes.count
            return (nil, state.holds == 0 && state.startsRinging())
        }
        if rings { ring() }
        return end
    }

    /// Puts off the bell until ``letGo()``, for each call one; whoever lets go first rings.
    func hold() {
        state.withLock { $0.holds += 1 }
    }

    /// Rings for what was put in meanwhile.
    func letGo() {
        let rings = state.withLock { state in
            state.holds -= 1
            return state.startsRinging()
        }
        if rings { ring() }
    }

    /// Everything that waits, and whether more can come.
    func take() -> (submissions: [Submission], isOpen: Bool) {
        state.withLock { state in
            defer {
                state.submissions = []
                state.isRung = false
            }
            return (state.submissions, state.end == nil)
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
        let waiters = state.withLock { state in
            if state.end == nil { state.end = reason }
            defer { state.waiters = [] }
            return state.waiters
        }
        ring()
        for waiter in waiters { waiter.resume() }
    }
}
