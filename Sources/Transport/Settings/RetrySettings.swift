/// How requests are sent again that may be: those that never left, and those that the endpoints
/// recognise.
public struct RetrySettings: Hashable, Sendable {
    /// Tries after the first.
    public var maximum = 3
    /// The longest wait before the first retry; each later one may wait twice as long.
    ///
    /// The wait itself is random, from zero on ("full jitter").
    public var initialDelay: Duration = .milliseconds(10)
    /// The longest wait of all.
    public var maximumDelay: Duration = .seconds(1)
    /// A `Retry-After` up to this is honoured; a longer one is not waited for.
    public var maximumRetryAfter: Duration = .seconds(10)
    /// Retries for each request that is none.
    public var budgetShare = 0.2
    /// Retries a second beside those.
    public var budgetPerSecond = 10.0

    /// The defaults.
    public init() {}
}
