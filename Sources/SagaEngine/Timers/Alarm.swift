public import Steps
internal import Synchronization

/// Wakes one sleeper at a moment, or when somebody rings; a ring while nobody sleeps is kept.
public final class Alarm: Sendable {
    private struct State {
        var isRung = false
        var sleeper: CheckedContinuation<Void, Never>?
        /// What wakes the sleeper when its moment comes.
        var timer: PendingCall?
        /// Tells a timer whether it is still meant for the present sleeper.
        var generation = 0
    }

    private let state = Mutex(State())

    /// An alarm that has not been rung.
    public init() {}

    /// Wakes the sleeper, or the next one at once.
    public func ring() {
        wake { state in
            state.isRung = state.sleeper == nil
            return true
        }
    }

    /// Sleeps until a moment, or until somebody rings.
    public func wait(until moment: Timestamp?, clock: any EngineClock = SystemClock()) async {
        await withCheckedContinuation { continuation in
            let generation: Int? = state.withLock { state in
                precondition(state.sleeper == nil, "an alarm has one sleeper at a time")
                if state.isRung {
                    state.isRung = false
                    return nil
                }
                state.generation += 1
                state.sleeper = continuation
                return state.generation
            }
            guard let generation else { return continuation.resume() }
            guard let moment else { return }
            let timer = clock.call(after: max(0, moment - clock.now())) {
                self.wake { $0.generation == generation }
            }
            let isTooLate = state.withLock { state in
                let isWaiting = state.generation == generation && state.sleeper != nil
                if isWaiting { state.timer = timer }
                return !isWaiting
            }
            if isTooLate { timer.cancel() }
        }
    }

    private func wake(if isMeant: (inout State) -> Bool) {
        let sleeper: CheckedContinuation<Void, Never>? = state.withLock { state in
            guard isMeant(&state) else { return nil }
            state.timer?.cancel()
            state.timer = nil
            defer { state.sleeper = nil }
            return state.sleeper
        }
        sleeper?.resume()
    }
}
