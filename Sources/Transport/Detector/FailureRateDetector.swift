/// Takes an endpoint out when many calls fail, and many of them.
public struct FailureRateDetector: FailureDetector {
    /// Failures in the window that are needed.
    public let minimumFailures: Int
    /// Failures ÷ all calls in the window that is needed, 0 to 1.
    public let rate: Double
    /// How far it looks back.
    public let length: Duration
    /// Which failures count; the others are calls like any.
    public let kinds: Set<FailureKind>

    private var window: SlidingWindow?

    /// Puts a detector together.
    public init(
        minimumFailures: Int = 1000, rate: Double = 0.1, window: Duration = .seconds(2),
        kinds: Set<FailureKind> = Set(FailureKind.allCases)
    ) {
        self.minimumFailures = minimumFailures
        self.rate = rate
        length = window
        self.kinds = kinds
    }

    /// Counts a call, and says whether there were too many failures.
    public mutating func record(
        _ failure: FailureKind?, at now: ContinuousClock.Instant
    ) -> Bool {
        var window = window.take() ?? SlidingWindow(length: length, origin: now)
        window.record(failed: failure.map(kinds.contains) ?? false, at: now)
        let counts = window.counts(at: now)
        self.window = window
        return counts.failures >= minimumFailures
            && Double(counts.failures) >= rate * Double(counts.calls)
    }

    /// Forgets all calls.
    public mutating func reset() {
        window = nil
    }
}
