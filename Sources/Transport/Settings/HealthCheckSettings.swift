/// When and how endpoints are checked, with traffic and without.
public struct HealthCheckSettings: Sendable {
    /// From the start of one round of probes to the start of the next.
    public var interval: Duration = .seconds(5)
    /// Probes a round; in each, all checks run at once, and all must hold.
    public var probes = 3
    /// From the end of one probe to the start of the next.
    public var spacing: Duration = .milliseconds(500)
    /// How long a whole round may take; a later one is unhealthy.
    public var timeout: Duration = .seconds(3)
    /// How many probes of a round must hold.
    public var policy: ProbePolicy = .all
    /// Whether an endpoint that is the only one is left unchecked and always in service, for there
    /// is nothing to choose; from the second one on, all are checked.
    public var skipsSoleEndpoint = false
    /// What is checked; with none, endpoints are taken to be healthy until requests to them fail,
    /// and a TCP connection lets them in again.
    public var checks: [any HealthCheck] = [HTTPHealthCheck.ping]

    /// The defaults.
    public init() {}
}
