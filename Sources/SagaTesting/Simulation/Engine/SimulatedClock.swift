internal import SagaEngine
internal import Steps

/// The engine's clock in a simulation: it can be set, and it stands still while the engine does.
final class SimulatedClock: EngineClock, @unchecked Sendable {
    // Touched by the thread that runs the simulation alone.

    /// What the engine takes the beginning for: 2026-01-01.
    static let origin = Timestamp(rawValue: 1_767_225_600_000)

    private let time: SimulatedTime
    /// How far it had been set forward, or back, when the engine started.
    private let startOffset: Milliseconds
    /// How far it is now.
    var offset: Milliseconds
    /// Until when the engine stands still.
    var pausedUntil = Milliseconds(rawValue: 0)
    /// Whether the engine is dead: nobody is called any more.
    var isStopped = false

    init(_ time: SimulatedTime, offset: Milliseconds) {
        self.time = time
        startOffset = offset
        self.offset = offset
    }

    func now() -> Timestamp {
        Self.origin + time.now + startOffset
    }

    func wall() -> Timestamp {
        Self.origin + time.now + offset
    }

    func call(
        after pause: Milliseconds, _ body: @escaping @Sendable () -> Void
    ) -> PendingCall {
        let number = after(pause, body)
        return PendingCall { [time] in time.cancel(number) }
    }

    /// Does something in the engine after a pause, or when it is awake again.
    @discardableResult
    func after(_ pause: Milliseconds, _ body: @escaping () -> Void) -> EventQueue.Number {
        time.after(pause) { [weak self] in self?.whenAwake(body) }
    }

    /// Does something in the engine, at once or when it is awake again.
    func whenAwake(_ body: @escaping () -> Void) {
        if isStopped { return }
        guard pausedUntil > time.now else { return body() }
        time.after(pausedUntil - time.now) { [weak self] in self?.whenAwake(body) }
    }
}
