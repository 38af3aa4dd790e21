public import Logging

/// What a ``GroupCluster`` is made of and how it misbehaves.
public struct GroupClusterConfiguration: Sendable {
    /// How many nodes there are, 1 to 100.
    public var nodes = 3
    /// The port of the first node.
    ///
    /// The others follow it; 0 gives each node any free port.
    public var port = 0
    /// The probability, 0 to 1, that a request on the group routes meets a fault.
    public var randomBehavior = 0.0
    /// Which faults there are.
    public var fault = FaultMode.before
    /// How long each reply under `/v1` is held back.
    public var latency = Duration.zero
    /// The replication lag that `GET /v1/lag` reports.
    public var lag = Duration.zero
    /// Where the faults come from: the same seed and the same order of requests, the same faults.
    public var seed = UInt64.random(in: .min ... .max)
    /// Path of the SQLite database, or `:memory:`.
    ///
    /// Clusters with the same file, in one process or several, are replicas of one another.
    public var database = ":memory:"
    /// Whether `/ping` and `/v1` paths without a trailing slash answer 404, as a strict API does.
    public var trailingSlash = false
    /// Whether the `timestamp` header is stored, matched and answered.
    public var timestamps = true
    /// Whether the nodes keep the wire barrier for requests with the headers of sagas.
    public var barrier = false
    /// Whether the test controls under `/_control` are served.
    public var control = false
    /// Where the nodes log to.
    public var logger = Logger(label: "groupcluster")
    /// Called once, when every node serves, with the nodes' names and base URLs.
    public var onReady: @Sendable ([String: String]) -> Void = { _ in }

    /// Creates the configuration of three well-behaved nodes on free ports, in memory.
    public init() {}

    /// The nodes' names in order: `node01`, `node02`, …, all of the same width.
    public var nodeNames: [String] {
        let width = max(2, String(nodes).count)
        return (1...max(1, nodes)).map { number in
            let digits = String(number)
            return "node" + String(repeating: "0", count: width - digits.count) + digits
        }
    }

    /// Checks every value against its range.
    ///
    /// - Throws: ``GroupClusterError`` naming the value and its range.
    public func validate() throws(GroupClusterError) {
        try require((1...100).contains(nodes), "nodes must be 1 to 100, not \(nodes)")
        try require((0...65_535).contains(port), "port must be 0 to 65535, not \(port)")
        try require(
            port == 0 || port + nodes - 1 <= 65_535,
            "\(nodes) nodes from port \(port) on would need ports above 65535")
        try require(
            (0...1).contains(randomBehavior),
            "random-behavior is a probability, 0 to 1, not \(randomBehavior)")
        try require(
            latency >= .zero && latency <= .longest,
            "latency must be 0 to 1 hour, such as 5ms, 0.5s or 2s")
        try require(
            lag >= .zero && lag <= .longest, "lag must be 0 to 1 hour, such as 120ms or 5s")
        try require(!database.isEmpty, "database must be a path or :memory:")
    }

    private func require(_ holds: Bool, _ message: String) throws(GroupClusterError) {
        guard holds else { throw GroupClusterError(.invalidConfiguration, message) }
    }
}
