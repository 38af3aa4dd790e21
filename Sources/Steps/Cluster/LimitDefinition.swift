/// How much one thing takes: a node, a pool, or all of them.
public struct LimitDefinition: Hashable, Sendable {
    /// Calls at once.
    public var concurrency: Int?
    /// Calls a second.
    public var rate: Double?

    /// Puts a limit together.
    public init(concurrency: Int? = nil, rate: Double? = nil) {
        self.concurrency = concurrency
        self.rate = rate
    }
}
