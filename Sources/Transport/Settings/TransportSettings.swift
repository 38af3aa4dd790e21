public import NIOHTTP1

/// Everything about a client that can be set; the defaults suit replicas in one region.
public struct TransportSettings: Sendable {
    /// When and how endpoints are checked.
    public var healthChecks = HealthCheckSettings()
    /// How long a sick endpoint is left alone.
    public var circuitBreaker = CircuitBreakerSettings()
    /// What takes an endpoint out by the calls that it served; any one suffices.
    public var failureDetectors: [any FailureDetector] = [FailureRateDetector()]
    /// How many endpoints must be healthy before the first request.
    public var initialPolicy = InitialPolicy.majority
    /// Which healthy endpoint serves.
    public var strategy: any SelectionStrategy = WeightedSelection()
    /// What happens while none is healthy.
    public var failover = FailoverSettings()
    /// How long a better endpoint must be healthy before requests move to it; zero: they stay.
    public var failback: Duration = .seconds(120)
    /// How requests are sent again.
    public var retry = RetrySettings()
    /// Whether the endpoints know each other's idempotency keys, so that a request that carries
    /// one may be sent to another endpoint after it may have had an effect.
    public var sharesIdempotency = false
    /// Connections to one endpoint, and the bounds of replies.
    public var connections = ConnectionSettings()
    /// For `https` endpoints; certificates and host names are always verified.
    public var tls = TLSSettings()
    /// Headers of every request, checks included; a request's own come before them.
    public var headers: HTTPHeaders = [:]

    /// The defaults.
    public init() {}
}
