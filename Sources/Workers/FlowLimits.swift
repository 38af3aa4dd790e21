public import Steps

/// How much may be under way at once, and how much may begin in a second.
public struct FlowLimits: Hashable, Sendable {
    /// Calls in all (`-j`); the most, if that many are only allowed if it is worth it.
    public var concurrency: Int
    /// Whether no more calls than are worth it are under way at once: as long as more of them bring
    /// more a second, and not just longer waits.
    public var findsKnee: Bool
    /// Calls to one node; the most that its adaptive limit rises to.
    public var perNode: Int
    /// Calls a second in all.
    public var rate: Double?
    /// What holds for pools; one that is not named has no limits of its own.
    public var pools: [String: PoolLimit]
    /// What holds for single nodes.
    public var nodes: [String: NodeLimit]

    /// The most calls in all where nobody says; a node's share of them is ``perNode``.
    public static let mostConcurrency = 1_024
    /// Calls to one node where nobody says.
    public static let usualPerNode = 64

    /// Puts limits together; all must be positive.
    public init(
        concurrency: Int, findsKnee: Bool = false, perNode: Int = FlowLimits.usualPerNode,
        rate: Double? = nil, pools: [String: PoolLimit] = [:], nodes: [String: NodeLimit] = [:]
    ) {
        precondition(concurrency > 0 && perNode > 0, "limits are positive")
        precondition(rate ?? 1 > 0, "a rate is above zero")
        self.concurrency = concurrency
        self.findsKnee = findsKnee
        self.perNode = perNode
        self.rate = rate
        self.pools = pools
        self.nodes = nodes
    }

    /// The limits of a cluster.
    ///
    /// - Parameters:
    ///   - concurrency: so many calls at once, unless the cluster allows less; `nil`: as many as
    ///     are worth it, up to ``mostConcurrency`` and `perNode` for each node.
    ///   - perNode: at most so many to one node, even if the node allows more.
    public init(
        of cluster: ClusterDefinition, concurrency: Int? = nil,
        perNode: Int = FlowLimits.usualPerNode
    ) {
        let limits = cluster.flow.limits
        let worthwhile = min(Self.mostConcurrency, max(1, cluster.nodes.count) * perNode)
        self.init(
            concurrency: min(concurrency ?? worthwhile, limits?.concurrency ?? .max),
            findsKnee: concurrency == nil, perNode: perNode, rate: limits?.rate,
            pools: cluster.flow.pools.mapValues {
                PoolLimit(concurrency: $0.concurrency, rate: $0.rate)
            },
            nodes: cluster.nodes.compactMapValues(\.limits).mapValues {
                NodeLimit(concurrency: $0.concurrency, rate: $0.rate)
            })
    }
}
