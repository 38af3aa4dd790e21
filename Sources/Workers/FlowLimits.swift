public import Steps

/// How much may be under way at once, and how much may begin in a second.
public struct FlowLimits: Hashable, Sendable {
    /// Calls in all (`-j`).
    public var concurrency: Int
    /// Calls to one node; the most that its adaptive limit rises to.
    public var perNode: Int
    /// Calls a second in all.
    public var rate: Double?
    /// What holds for pools; one that is not named has no limits of its own.
    public var pools: [String: PoolLimit]
    /// What holds for single nodes.
    public var nodes: [String: NodeLimit]

    /// Calls in all where nobody says.
    public static let usualConcurrency = 16
    /// Calls to one node where nobody says.
    public static let usualPerNode = 64

    /// Puts limits together; all must be positive.
    public init(
        concurrency: Int, perNode: Int = FlowLimits.usualPerNode, rate: Double? = nil,
        pools: [String: PoolLimit] = [:], nodes: [String: NodeLimit] = [:]
    ) {
        precondition(concurrency > 0 && perNode > 0, "limits are positive")
        precondition(rate ?? 1 > 0, "a rate is above zero")
        self.concurrency = concurrency
        self.perNode = perNode
        self.rate = rate
        self.pools = pools
        self.nodes = nodes
    }

    /// The limits of a cluster.
    ///
    /// - Parameters:
    ///   - concurrency: at most so many calls at once, even if the cluster allows more; `nil`: as
    ///     the cluster says, else ``usualConcurrency``.
    ///   - perNode: at most so many to one node, even if the node allows more.
    public init(
        of cluster: ClusterDefinition, concurrency: Int? = nil,
        perNode: Int = FlowLimits.usualPerNode
    ) {
        let limits = cluster.flow.limits
        let allowed = [concurrency, limits?.concurrency].compactMap { $0 }.min()
        self.init(
            concurrency: allowed ?? Self.usualConcurrency, perNode: perNode, rate: limits?.rate,
            pools: cluster.flow.pools.mapValues {
                PoolLimit(concurrency: $0.concurrency, rate: $0.rate)
            },
            nodes: cluster.nodes.compactMapValues(\.limits).mapValues {
                NodeLimit(concurrency: $0.concurrency, rate: $0.rate)
            })
    }
}
