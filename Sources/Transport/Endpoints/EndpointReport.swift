/// Whether an endpoint may serve requests.
public enum EndpointState: String, Hashable, Sendable, CaseIterable {
    /// It was not checked yet.
    case unknown
    /// It may be selected.
    case healthy
    /// It failed its checks before it ever served; the next good round of checks admits it.
    case unhealthy
    /// Its circuit breaker is open: it is left alone until the grace is over.
    case open
    /// The grace is over, and checks decide whether it is let in again.
    case halfOpen
}

/// What is known of one endpoint at one moment.
public struct EndpointReport: Sendable {
    /// Its URL.
    public let url: String
    /// How much it is preferred.
    public let weight: Double
    /// Whether it may serve requests.
    public let state: EndpointState
    /// Whether requests go to it.
    public let isActive: Bool
    /// Whether it is active by a manual choice that lasts.
    public let isPinned: Bool
    /// Requests under way.
    public let inFlight: Int
    /// Calls that ended, good or bad.
    public let calls: Int
    /// Calls that failed.
    public let failures: Int
    /// The median time of the recent calls and checks; `nil`: none yet.
    public let latencyP50: Duration?
    /// The time that 99 of 100 recent calls and checks stayed under; `nil`: none yet.
    public let latencyP99: Duration?
    /// How long ago its state last changed.
    public let sinceChange: Duration
    /// What the last failed check or call said.
    public let lastFailure: String?
}
