public import ArgumentParser
public import GroupCluster
public import Logging

/// The flags of the command.
struct ClusterOptions: ParsableArguments {
    @Option(help: "How many nodes, 1 to 100.")
    var nodes = 3

    @Option(help: "The port of node01, the others follow; 0 takes any free port for each.")
    var port = 8101

    @Option(help: "Probability, 0 to 1, that a request on /v1/group meets a fault.")
    var randomBehavior = 0.0

    @Option(
        help: ArgumentHelp(
            "Which faults. before: nothing was done, 408 or 500; after: done, then 408 or 500; "
                + "drop: done, connection closed; late: 408 at once, done 300 ms later; "
                + "mixed: all of them."))
    var fault = FaultMode.before

    @Option(help: "How long each /v1 reply is held back, such as 5ms, 0.5s or 2s.")
    var latency = Latency(duration: .zero)

    @Option(help: "The replication lag that GET /v1/lag reports, such as 120ms.")
    var lag = Latency(duration: .zero)

    @Option(help: "Seed of the faults; without it a random one, which is printed on stderr.")
    var seed: UInt64?

    @Option(help: "Path of the SQLite database, or :memory:; with the same file, replicas.")
    var database = ":memory:"

    @Flag(help: "Answer 404 to /ping and /v1 paths without a trailing slash.")
    var trailingSlash = false

    @Flag(name: .customLong("no-timestamps"), help: "Ignore the timestamp header everywhere.")
    var ignoresTimestamps = false

    @Flag(
        help: ArgumentHelp(
            "Keep the wire barrier: what a saga sends twice is done once, and what comes after its "
                + "compensation never. Begin when no saga is under way."))
    var barrier = false

    @Flag(help: "Serve the test controls under /_control.")
    var control = false

    @Option(help: "trace, debug, info, notice, warning, error or critical.")
    var logLevel = Logger.Level.warning

    /// Chosen once a process, so that what is printed is what is used.
    private static let randomSeed = UInt64.random(in: .min ... .max)

    /// The seed given, or the random one.
    var seedInUse: UInt64 { seed ?? Self.randomSeed }

    /// The log of the process, on stderr: stdout is for the ready line.
    var logger: Logger {
        var logger = Logger(label: "groupcluster") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = logLevel
        return logger
    }

    /// The cluster that the flags describe.
    func cluster(
        onReady: @escaping @Sendable ([String: String]) -> Void
    ) -> GroupClusterConfiguration {
        var cluster = GroupClusterConfiguration()
        cluster.nodes = nodes
        cluster.port = port
        cluster.randomBehavior = randomBehavior
        cluster.fault = fault
        cluster.latency = latency.duration
        cluster.lag = lag.duration
        cluster.seed = seedInUse
        cluster.database = database
        cluster.trailingSlash = trailingSlash
        cluster.timestamps = !ignoresTimestamps
        cluster.barrier = barrier
        cluster.control = control
        cluster.logger = logger
        cluster.onReady = onReady
        return cluster
    }
}

extension FaultMode: ExpressibleByArgument {}
extension Logger.Level: @retroactive ExpressibleByArgument {}
