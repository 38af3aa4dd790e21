/// How the endpoints of a node are watched, and when requests move; what is `nil` keeps the
/// transport's default.
public struct FailoverDefinition: Hashable, Sendable {
    /// What is checked; `nil`: `GET /ping/` → `PONG` where there are several endpoints.
    public var checks: [HealthCheckDefinition]?
    /// From one round of checks to the next.
    public var interval: Milliseconds?
    /// Probes a round.
    public var probes: Int?
    /// From one probe of a round to the next.
    public var spacing: Milliseconds?
    /// How long a whole round may take.
    public var timeout: Milliseconds?
    /// How many probes of a round must hold: `all`, `majority` or `any`.
    public var policy: String?
    /// How many endpoints must be healthy at the start: `all`, `majority` or `one`.
    public var initial: String?
    /// Which healthy endpoint serves: `weight`, `latency` or `roundRobin`.
    public var strategy: String?
    /// How long an endpoint that failed is left alone.
    public var grace: Milliseconds?
    /// How long a better endpoint must be healthy before requests move back; 0: never.
    public var failback: Milliseconds?
    /// How many failures within ``window`` take an endpoint out.
    public var failures: Int?
    /// The share of all calls that they must be as well.
    public var failureRate: Double?
    /// How far back failures count.
    public var window: Milliseconds?
    /// How often a set without a healthy endpoint is looked at before it is given up.
    public var attempts: Int?
    /// The time from one such look to the next.
    public var attemptInterval: Milliseconds?

    /// Changes nothing.
    public init() {}

    /// The values of `strategy`, `policy` and `initial`.
    static let words = [
        "policy": ["all", "majority", "any"], "initial": ["majority", "all", "one"],
        "strategy": ["weight", "latency", "roundRobin"],
    ]
}

/// One check of an endpoint's health.
public enum HealthCheckDefinition: Hashable, Sendable {
    /// A GET, with the status and the body that are expected.
    case http(path: String, status: Int, body: String?)
    /// A connection that can be made.
    case tcp
    /// The replication lag that a GET reports, in milliseconds, under a key of a JSON object.
    case lag(path: String, field: String, tolerance: Milliseconds)
}

/// The files that `https` endpoints are verified with.
public struct TLSDefinition: Hashable, Sendable {
    /// PEM file of the authorities to trust; `nil`: the system's.
    public var authorities: String?
    /// PEM file of the client's certificate.
    public var certificate: String?
    /// PEM file of its key.
    public var key: String?

    /// Puts a definition together.
    public init(authorities: String? = nil, certificate: String? = nil, key: String? = nil) {
        self.authorities = authorities
        self.certificate = certificate
        self.key = key
    }
}
