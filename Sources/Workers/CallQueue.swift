public import SagaEngine
internal import Steps
internal import Synchronization

/// The ready calls, and the workers that wait for one: a thin shell around ``PoolState``.
public final class CallQueue: CallDispatcher {
    private typealias Worker = CheckedContinuation<PoolState.Assignment?, Never>

    private struct State {
        var pool: PoolState
        var workers: [Worker] = []
        var isClosed = false
        /// When the timer that is set goes off.
        var wake: Timestamp?
        /// Tells a timer whether it is still the one that is meant.
        var generation = 0
    }

    private struct Timer {
        let pause: Milliseconds
        let generation: Int
    }

    let limits: FlowLimits
    private let clock: any EngineClock
    private let state: Mutex<State>

    /// An empty queue.
    public init(limits: FlowLimits, clock: any EngineClock = SystemClock()) {
        self.limits = limits
        self.clock = clock
        state = Mutex(State(pool: PoolState(limits: limits)))
    }

    /// Adds a call that is ready to be sent.
    public func ready(_ call: ReadyCall) {
        update { pool, _ in pool.add(call) }
    }

    /// Lets workers start this many more sagas.
    public func startable(_ count: Int) {
        update { pool, _ in pool.addStartable(count) }
    }

    /// The limits that keep a call to a node, or for a pool, from being sent now, in words.
    public func obstacles(node: String?, pool: String?) -> [String] {
        let now = clock.now()
        return state.withLock { $0.pool.obstacles(node: node, pool: pool, at: now) }
    }

    /// Sends the workers home; those that are sending finish what they do.
    public func close() {
        let workers = state.withLock { state in
            state.isClosed = true
            state.generation += 1
            defer { state.workers = [] }
            return state.workers
        }
        for worker in workers { worker.resume(returning: nil) }
    }

    /// Waits for what a worker is to do next; `nil` once the queue is closed.
    func next() async -> PoolState.Assignment? {
        await withCheckedContinuation { continuation in
            let now = clock.now()
            var timer: Timer?
            let assignment: PoolState.Assignment?? = state.withLock { state in
                if state.isClosed { return .some(nil) }
                if let assignment = state.pool.next(at: now) { return assignment }
                state.workers.append(continuation)
                timer = Self.nextTimer(&state, at: now)
                return nil
            }
            if let timer { start(timer) }
            if let assignment { continuation.resume(returning: assignment) }
        }
    }

    func release(_ slot: Slot, _ result: CallResult?) {
        update { pool, now in pool.release(slot, result, at: now) }
    }

    /// Gives a worker a slot for the first call of a saga that it has started.
    ///
    /// - Returns: the slot; `nil` if the call has to wait like any other, which holds no worker.
    func admit(_ call: ReadyCall) -> Slot? {
        update { pool, now in pool.admit(call, at: now) }
    }

    /// Takes note that a worker has started a saga, or found none that it could start.
    func started() {
        update { pool, _ in pool.started() }
    }

    /// Passes a worker's slot on to the same saga's next call.
    ///
    /// - Returns: the slot for it; `nil` if it has to wait like any other, which holds no worker.
    func exchange(_ slot: Slot, for next: ReadyCall, _ result: CallResult) -> Slot? {
        update { pool, now in pool.exchange(slot, for: next, result, at: now) }
    }

    /// Whether nothing more is to begin.
    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Changes the pool, and gives what it has to waiting workers.
    private func update<Result: Sendable>(
        _ change: (inout PoolState, Timestamp) -> Result
    ) -> Result {
        let now = clock.now()
        let (result, given, timer) = state.withLock { state in
            let result = change(&state.pool, now)
            var given: [(Worker, PoolState.Assignment)] = []
            while !state.workers.isEmpty, let assignment = state.pool.next(at: now) {
                given.append((state.workers.removeLast(), assignment))
            }
            return (result, given, Self.nextTimer(&state, at: now))
        }
        for (worker, assignment) in given { worker.resume(returning: assignment) }
        if let timer { start(timer) }
        return result
    }

    /// The timer to set so that a worker waits no longer than a rate asks for.
    private static func nextTimer(_ state: inout State, at now: Timestamp) -> Timer? {
        // A worker that is busy asks by itself when it comes back.
        guard !state.workers.isEmpty, let wake = state.pool.nextWake(at: now) else { return nil }
        // One that goes off too early finds out, and sets the next.
        if let set = state.wake, set <= wake { return nil }
        state.wake = wake
        state.generation += 1
        return Timer(pause: max(0, wake - now), generation: state.generation)
    }

    private func start(_ timer: Timer) {
        _ = clock.call(after: timer.pause) { [weak self] in
            self?.wentOff(timer.generation)
        }
    }

    private func wentOff(_ generation: Int) {
        let isMeant = state.withLock { state in
            guard state.generation == generation, !state.isClosed else { return false }
            state.wake = nil
            return true
        }
        if isMeant { update { _, _ in } }
    }
}
