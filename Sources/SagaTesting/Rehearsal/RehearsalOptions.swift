/// How thorough a rehearsal is.
public struct RehearsalOptions: Sendable {
    /// What everything is drawn from.
    public var seed: UInt64 = 1
    /// How many runs with faults at random are made in each world, after the systematic ones.
    public var runs = 100
    /// How many in a hundred of the systematic runs are made, drawn from the seed: for workflows
    /// with very many calls.
    public var share = 100
    /// The nodes.
    public var nodes = ["node01", "node02", "node03"]
    /// How many more runs are spent on making a schedule smaller.
    public var shrinkingRuns = 60

    /// The defaults: seed 1, three nodes, 100 runs at random.
    public init() {}
}
