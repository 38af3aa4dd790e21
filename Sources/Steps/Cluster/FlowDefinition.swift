/// How much a cluster takes: in all, and by pool.
public struct FlowDefinition: Hashable, Sendable {
    /// What holds for all calls together.
    public var limits: LimitDefinition?
    /// The pools that steps can name.
    public var pools: [String: LimitDefinition]

    /// Puts limits together.
    public init(limits: LimitDefinition? = nil, pools: [String: LimitDefinition] = [:]) {
        self.limits = limits
        self.pools = pools
    }
}
