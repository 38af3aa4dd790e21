/// What one node takes, whichever pools its calls count towards.
public struct NodeLimit: Hashable, Sendable {
    /// Calls at once where that is less than ``FlowLimits/perNode``.
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
