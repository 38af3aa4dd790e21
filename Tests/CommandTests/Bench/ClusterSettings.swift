/// How a cluster of a test is made and misbehaves.
struct ClusterSettings: Sendable {
    var randomBehavior = 0.0
    var fault = "mixed"
    var latency = "1ms"
    var seed = 42
    var timestamps = true
    /// How long a request may still arrive after it was given up; above the 300 ms of late faults.
    var maxRequestLifetime = "600ms"

    func arguments(database: String) -> [String] {
        var arguments = [
            "--nodes", "3", "--port", "0", "--random-behavior", "\(randomBehavior)",
            "--fault", fault, "--latency", latency, "--seed", "\(seed)",
            "--database", database, "--control", "--log-level", "error",
        ]
        if !timestamps { arguments.append("--no-timestamps") }
        return arguments
    }
}
