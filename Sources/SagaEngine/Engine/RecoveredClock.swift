internal import Steps
internal import Synchronization

/// A clock that tells no moment which is earlier than what the journal holds.
///
/// A clock that was set back while the engine was down would make every pause as much longer. What
/// people plan still goes by the wall.
final class RecoveredClock: EngineClock {
    private let base: any EngineClock
    private let shift = Mutex(Milliseconds(rawValue: 0))

    init(_ base: any EngineClock) {
        self.base = base
    }

    /// Makes it tell this moment now, if it would tell an earlier one.
    func advance(to moment: Timestamp) {
        let now = base.now()
        shift.withLock { $0 = max($0, moment - now) }
    }

    func now() -> Timestamp {
        base.now() + shift.withLock { $0 }
    }

    func wall() -> Timestamp {
        base.wall()
    }

    func call(
        after pause: Milliseconds, _ body: @escaping @Sendable () -> Void
    ) -> PendingCall {
        base.call(after: pause, body)
    }
}
