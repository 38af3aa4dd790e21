internal import ArgumentParser
internal import Steps
internal import Workers

/// How much is done at once.
struct PoolOptions: ParsableArguments {
    @Option(
        name: .short,
        help: ArgumentHelp(
            "Requests under way at once, at most the cluster's limit (default: as many as are worth it).",
            valueName: "n"))
    var j: Int?

    @Option(
        name: .customLong("per-node"),
        help: ArgumentHelp("Requests under way at one node at once.", valueName: "n"))
    var perNode = 64

    @OptionGroup var shards: ShardOptions

    @Option(
        name: .customLong("grace"),
        help: ArgumentHelp(
            "Seconds that running sagas get to end after Ctrl-C.", valueName: "seconds"))
    var grace = 10

    /// What holds for commands that run no sagas.
    static var usual: PoolOptions {
        var options = PoolOptions()
        options.j = nil
        options.perNode = 64
        options.shards = ShardOptions.one
        options.grace = 10
        return options
    }

    func validate() throws {
        guard (1...4_096).contains(j ?? 1) else {
            throw ValidationError("-j is between 1 and 4096")
        }
        guard (1...4_096).contains(perNode) else {
            throw ValidationError("--per-node is between 1 and 4096")
        }
        guard (0...86_400).contains(grace) else {
            throw ValidationError("--grace is between 0 and 86400 seconds")
        }
    }

    func limits(of cluster: ClusterDefinition) -> FlowLimits {
        FlowLimits(of: cluster, concurrency: j, perNode: perNode)
    }
}
