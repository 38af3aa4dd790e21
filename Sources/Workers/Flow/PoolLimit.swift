/// What one pool takes, whichever nodes its calls go to.
public struct PoolLimit: Hashable, Sendable {
    /// Calls at once; `nil`: no limit of its own.
    public var concurrency: Int?
    /// Calls that begin a second; bursts of up to a second's worth are let through.
    public var rate: Double?

    /// Puts a limit together; what is given must be positive.
    public init(concurrency: Int? = nil, rate: Double? = nil) {
        precondition(concurrency ?? 1 > 0 && rate ?? 1 > 0, "limits are positive")
        self.concurrency = concurrency
        self.rate = rate
    }
}
