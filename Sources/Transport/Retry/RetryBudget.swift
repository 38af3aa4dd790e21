/// How many requests may be sent again, so that retries do not become a storm.
package struct RetryBudget: Sendable {
    /// What may be saved up, as seconds of the allowance.
    private static let savedSeconds = 10.0

    private let share: Double
    private let perSecond: Double
    private var tokens: Double
    private var last: ContinuousClock.Instant

    /// What a client has at its start.
    package init(settings: RetrySettings, at now: ContinuousClock.Instant) {
        share = settings.budgetShare
        perSecond = settings.budgetPerSecond
        tokens = settings.budgetPerSecond
        last = now
    }

    /// Counts a request that is no retry.
    package mutating func earn() {
        tokens = min(tokens + share, capacity)
    }

    /// Takes what a retry costs.
    ///
    /// - Returns: false if there is not enough; the request is not to be sent again.
    package mutating func spend(at now: ContinuousClock.Instant) -> Bool {
        if now > last {
            tokens = min(tokens + (now - last) / .seconds(1) * perSecond, capacity)
            last = now
        }
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }

    /// A share alone must be able to pay for a retry, too.
    private var capacity: Double {
        max(perSecond * Self.savedSeconds, share > 0 ? 100 : 0)
    }
}
