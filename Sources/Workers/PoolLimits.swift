/// How much may be under way at once.
public struct PoolLimits: Sendable {
    /// Requests in all (`-j`).
    public var concurrency: Int
    /// Requests to one node.
    public var perNode: Int

    /// Puts limits together; both must be positive.
    public init(concurrency: Int, perNode: Int = 64) {
        precondition(concurrency > 0 && perNode > 0, "limits of a pool are positive")
        self.concurrency = concurrency
        self.perNode = perNode
    }
}
