internal import Dispatch
internal import Foundation
public import Steps
internal import Synchronization

/// Where the engine takes the time from; simulated in tests.
public protocol EngineClock: Sendable {
    /// The present moment, by a clock that nobody sets: pauses are measured by it.
    func now() -> Timestamp
    /// The present moment by the clock on the wall, which may be set forward or back: what people
    /// plan goes by it.
    func wall() -> Timestamp
    /// Calls a closure once after a pause, on another thread and never within this call.
    func call(after pause: Milliseconds, _ body: @escaping @Sendable () -> Void) -> PendingCall
}

extension EngineClock {
    /// When to look whether a moment on the wall has come: at the latest in a minute, since the
    /// clock may be set meanwhile.
    func look(for moment: Timestamp) -> Timestamp {
        now() + min(max(0, moment - wall()), .seconds(60))
    }
}

/// A call that a clock makes later, unless it is cancelled before.
public struct PendingCall: Sendable {
    /// Does without the call; does nothing once it was made.
    public let cancel: @Sendable () -> Void

    /// Says how to do without it.
    public init(cancel: @escaping @Sendable () -> Void) {
        self.cancel = cancel
    }
}

/// The machine's own clock.
///
/// Its ``now()`` is the wall's time at the start of the process and what has passed since: setting
/// the clock makes no pause shorter, and none longer.
public struct SystemClock: EngineClock {
    private static let start = (wall: SystemClock().wall(), steady: ContinuousClock.now)

    /// The longest pause; whoever is called too early looks again.
    private static let longest = Milliseconds(rawValue: 86_400_000)

    /// The machine's own clock.
    public init() {}

    /// See `EngineClock`; in UTC.
    public func now() -> Timestamp {
        let passed = (ContinuousClock.now - Self.start.steady).components
        let milliseconds = passed.seconds * 1_000 + passed.attoseconds / 1_000_000_000_000_000
        return Self.start.wall + Milliseconds(rawValue: milliseconds)
    }

    /// See `EngineClock`; in UTC.
    public func wall() -> Timestamp {
        Timestamp(rawValue: Int64(Date().timeIntervalSince1970 * 1_000))
    }

    /// See `EngineClock`; a pause is cut to a day.
    public func call(
        after pause: Milliseconds, _ body: @escaping @Sendable () -> Void
    ) -> PendingCall {
        let milliseconds = Int(min(max(0, pause), Self.longest).rawValue)
        let timer = OneShotTimer()
        timer.start(after: milliseconds, body)
        return PendingCall { timer.cancel() }
    }
}

/// A timer that goes off once; held by its own handler until it did, or was cancelled.
private final class OneShotTimer: Sendable {
    // Work put off by a queue itself would stay in memory until its moment, cancelled or not.
    private let source = Mutex<(any DispatchSourceTimer)?>(nil)

    func start(after milliseconds: Int, _ body: @escaping @Sendable () -> Void) {
        source.withLock { source in
            let timer = DispatchSource.makeTimerSource(queue: .global())
            timer.schedule(deadline: .now() + .milliseconds(milliseconds))
            timer.setEventHandler {
                self.cancel()
                body()
            }
            timer.resume()
            source = timer
        }
    }

    func cancel() {
        source.withLock { source in
            source?.cancel()
            source = nil
        }
    }
}
