/// Some probes of one endpoint, from which one verdict is made.
struct ProbeRound: Hashable, Sendable {
    let probes: Int
    let policy: ProbePolicy
    /// After this the endpoint is unhealthy, whatever is still under way.
    let deadline: ContinuousClock.Instant
    private var succeeded = 0
    private var failed = 0

    init(probes: Int, policy: ProbePolicy, deadline: ContinuousClock.Instant) {
        self.probes = probes
        self.policy = policy
        self.deadline = deadline
    }

    /// Counts a probe.
    ///
    /// - Returns: the verdict, once there is one.
    mutating func record(_ holds: Bool) -> Bool? {
        if holds { succeeded += 1 } else { failed += 1 }
        return policy.verdict(succeeded: succeeded, failed: failed, of: probes)
    }
}
