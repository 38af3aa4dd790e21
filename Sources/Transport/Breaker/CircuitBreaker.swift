/// Keeps an endpoint that failed out of the way until it has proved itself.
struct CircuitBreaker: Hashable, Sendable {
    enum State: Hashable, Sendable {
        /// May be selected; becomes `open`.
        case closed
        /// Left alone; becomes `halfOpen` when the grace is over, and by nothing else.
        case open(until: ContinuousClock.Instant)
        /// On trial; becomes `closed` after enough successes, `open` after one failure.
        case halfOpen(successes: Int)
    }

    private(set) var state = State.closed
    private let settings: CircuitBreakerSettings

    init(settings: CircuitBreakerSettings) {
        self.settings = settings
    }

    var isClosed: Bool { state == .closed }

    /// When the grace ends.
    var deadline: ContinuousClock.Instant? {
        if case .open(let until) = state { until } else { nil }
    }

    /// Takes note of a failure.
    mutating func failed(at now: ContinuousClock.Instant) {
        switch state {
        case .closed, .halfOpen: state = .open(until: now + settings.grace)
        // What fails while it is left alone must not keep it out for longer.
        case .open: break
        }
    }

    /// Takes note of a good round of checks.
    mutating func succeeded() {
        guard case .halfOpen(let successes) = state else { return }
        let enough = successes + 1 >= settings.successesToClose
        state = enough ? .closed : .halfOpen(successes: successes + 1)
    }

    /// Ends the grace if it is over.
    ///
    /// - Returns: whether the trial begins now.
    mutating func tick(at now: ContinuousClock.Instant) -> Bool {
        guard case .open(let until) = state, now >= until else { return false }
        state = .halfOpen(successes: 0)
        return true
    }
}
