/// How a cluster of a test is made and misbehaves.
struct ClusterSettings: Sendable {
    var randomBehavior = 0.0
    var fault = "mixed"
    var latency = "1ms"
    var seed = 42
    var timestamps = true
    /// How long a request may still arrive after it was given up; above the 300 ms of late faults.
    var maxRequestLifetime = "600ms"
    /// How many processes serve the nodes, each of them all: the endpoints of a node.
    var replicas = 1
    /// The cluster file's `failover`, as a YAML mapping on one line.
    var failover = "{}"

    /// - Parameters:
    ///   - port: of the first node; 0 takes any for each.
    ///   - seed: what is added to the settings' seed.
    func arguments(database: String, port: Int = 0, seed offset: Int = 0) -> [String] {
        var arguments = [
            "--nodes", "3", "--port", "\(port)", "--random-behavior", "\(randomBehavior)",
            "--fault", fault, "--latency", latency, "--seed", "\(seed + offset)",
            "--database", database, "--control", "--log-level", "error",
        ]
        if !timestamps { arguments.append("--no-timestamps") }
        return arguments
    }
}
