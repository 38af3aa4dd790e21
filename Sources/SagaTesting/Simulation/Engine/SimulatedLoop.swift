internal import Journal
internal import Steps

/// Rounds of blocking work in virtual time: each comes some time after it was rung for.
final class SimulatedLoop: WorkLoop, @unchecked Sendable {
    // Touched by the thread that runs the simulation alone.

    private let clock: SimulatedClock
    private let latency: () -> Milliseconds
    private var round: (@Sendable () -> Bool)?
    private var isRung = false

    /// - Parameter latency: how long the next round takes to come.
    init(_ clock: SimulatedClock, latency: @escaping () -> Milliseconds) {
        self.clock = clock
        self.latency = latency
    }

    func start(_ round: @escaping @Sendable () -> Bool) {
        self.round = round
        ring()
    }

    func ring() {
        guard !isRung, round != nil else { return }
        isRung = true
        clock.after(latency()) { [weak self] in
            self?.isRung = false
            self?.run()
        }
    }

    /// Does at once what is left to do.
    func join() {
        while round != nil { run() }
    }

    private func run() {
        if let round, !round() { self.round = nil }
    }
}
