import Steps
import Testing

@testable import SagaEngine

/// A clock that was set while the engine was down.
@Suite struct RecoveredClockTests {
    /// Tells always the same.
    private struct StoppedClock: EngineClock {
        var moment: Timestamp

        func now() -> Timestamp { moment }
        func wall() -> Timestamp { moment }
        func call(
            after pause: Milliseconds, _ body: @escaping @Sendable () -> Void
        ) -> PendingCall {
            PendingCall {}
        }
    }

    @Test(
        "begins no earlier than the journal ends",
        arguments: [
            (clock: 500, journal: 9_000, told: 9_000),
            (clock: 9_000, journal: 500, told: 9_000),
            (clock: 500, journal: 500, told: 500),
        ])
    func begins(clock: Int64, journal: Int64, told: Int64) {
        let clock = Timestamp(rawValue: clock)
        let recovered = RecoveredClock(StoppedClock(moment: clock))
        recovered.advance(to: Timestamp(rawValue: journal))
        #expect(recovered.now() == Timestamp(rawValue: told))
        #expect(recovered.wall() == clock)
        recovered.advance(to: Timestamp(rawValue: 1))
        #expect(recovered.now() == Timestamp(rawValue: told))
    }
}
