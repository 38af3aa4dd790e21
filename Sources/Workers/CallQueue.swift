public import SagaEngine
public import Steps
internal import Synchronization

/// The ready sagas, and the workers that wait for one: a thin shell around ``PoolState``.
public final class CallQueue: CallDispatcher {
    private struct State {
        var pool: PoolState
        var workers: [CheckedContinuation<PoolState.Assignment?, Never>] = []
        var isClosed = false
    }

    let limits: PoolLimits
    private let state: Mutex<State>

    /// An empty queue.
    public init(limits: PoolLimits) {
        self.limits = limits
        state = Mutex(State(pool: PoolState(limits: limits)))
    }

    /// Adds a saga that is ready to send a request.
    public func ready(_ saga: SagaID, node: String) {
        update { $0.add(saga, node: node) }
    }

    /// Lets workers start this many more sagas.
    public func startable(_ count: Int) {
        update { $0.addStartable(count) }
    }

    /// Sends the workers home; those that are sending finish what they do.
    public func close() {
        let workers = state.withLock { state in
            state.isClosed = true
            defer { state.workers = [] }
            return state.workers
        }
        for worker in workers { worker.resume(returning: nil) }
    }

    /// Waits for what a worker is to do next; `nil` once the queue is closed.
    func next() async -> PoolState.Assignment? {
        await withCheckedContinuation { continuation in
            let assignment: PoolState.Assignment?? = state.withLock { state in
                if state.isClosed { return .some(nil) }
                if let assignment = state.pool.next() { return assignment }
                state.workers.append(continuation)
                return nil
            }
            if let assignment { continuation.resume(returning: assignment) }
        }
    }

    func release(_ node: String) {
        update { $0.release(node) }
    }

    /// Passes a worker's slot on to the next request of the same saga.
    ///
    /// - Returns: whether it may go on; if not, the saga waits for a slot like any other.
    func exchange(_ node: String, for next: String, saga: SagaID) -> Bool {
        if state.withLock({ !$0.isClosed && $0.pool.exchange(node, for: next) }) { return true }
        ready(saga, node: next)
        return false
    }

    /// Changes the pool, and gives what it has to waiting workers.
    private func update(_ change: (inout PoolState) -> Void) {
        let given = state.withLock { state in
            change(&state.pool)
            var given: [(CheckedContinuation<PoolState.Assignment?, Never>, PoolState.Assignment)]
            given = []
            while !state.workers.isEmpty, let assignment = state.pool.next() {
                given.append((state.workers.removeLast(), assignment))
            }
            return given
        }
        for (worker, assignment) in given { worker.resume(returning: assignment) }
    }
}
