/// How a cluster of a test is made and misbehaves.
package struct ClusterSettings: Sendable {
    package var randomBehavior: Double
    package var fault: String
    package var latency: String
    package var seed: Int
    package var timestamps: Bool
    /// How long a request may still arrive after it was given up; above the 300 ms of late faults.
    package var maxRequestLifetime: String
    /// How many processes serve the nodes, each of them all: the endpoints of a node.
    package var replicas: Int
    /// The cluster file's `failover`, as a YAML mapping on one line.
    package var failover: String
    /// Whether the nodes keep the wire barrier.
    package var barrier: Bool

    package init(
        randomBehavior: Double = 0, fault: String = "mixed", latency: String = "1ms",
        seed: Int = 42, timestamps: Bool = true, maxRequestLifetime: String = "600ms",
        replicas: Int = 1, failover: String = "{}", barrier: Bool = false
    ) {
        self.randomBehavior = randomBehavior
        self.fault = fault
        self.latency = latency
        self.seed = seed
        self.timestamps = timestamps
        self.maxRequestLifetime = maxRequestLifetime
        self.replicas = replicas
        self.failover = failover
        self.barrier = barrier
    }

    /// - Parameters:
    ///   - port: of the first node; 0 takes any for each.
    ///   - seed: what is added to the settings' seed.
    package func arguments(database: String, port: Int = 0, seed offset: Int = 0) -> [String] {
        var arguments = [
            "--nodes", "3", "--port", "\(port)", "--random-behavior", "\(randomBehavior)",
            "--fault", fault, "--latency", latency, "--seed", "\(seed + offset)",
            "--database", database, "--control", "--log-level", "error",
        ]
        if barrier { arguments.append("--barrier") }
        if !timestamps { arguments.append("--no-timestamps") }
        return arguments
    }
}
