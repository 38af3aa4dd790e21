internal import Synchronization

/// Lets so many sagas in at once, and more as others come out.
final class Turnstile: Sendable {
    private struct State {
        var room: Int
        var ended = 0
        var completed = 0
        var isClosed = false
        var waiter: (least: Int, continuation: CheckedContinuation<Void, Never>)?

        var isOpenToWaiter: Bool { isClosed || room >= waiter?.least ?? 0 }

        mutating func takeWaiter() -> CheckedContinuation<Void, Never>? {
            guard isOpenToWaiter else { return nil }
            defer { waiter = nil }
            return waiter?.continuation
        }
    }

    private let state: Mutex<State>

    init(room: Int) {
        state = Mutex(State(room: room))
    }

    /// How many came out, and how many of them with success.
    var count: (ended: Int, completed: Int) { state.withLock { ($0.ended, $0.completed) } }

    /// Waits until at least so many may come in, for one caller.
    ///
    /// - Returns: whether they may; if not, nobody may any more.
    func enter(_ count: Int) async -> Bool {
        await withCheckedContinuation { continuation in
            let ready = state.withLock { state in
                state.waiter = (count, continuation)
                return state.takeWaiter()
            }
            ready?.resume()
        }
        return state.withLock { state in
            state.room -= count
            return !state.isClosed
        }
    }

    func leave(isCompleted: Bool) {
        change { state in
            state.room += 1
            state.ended += 1
            if isCompleted { state.completed += 1 }
        }
    }

    /// Lets nobody in any more.
    func close() {
        change { $0.isClosed = true }
    }

    private func change(_ body: (inout State) -> Void) {
        let ready = state.withLock { state in
            body(&state)
            return state.takeWaiter()
        }
        ready?.resume()
    }
}
