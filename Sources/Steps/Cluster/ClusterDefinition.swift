/// The operator's nodes, as the cluster file lists them.
public struct ClusterDefinition: Hashable, Sendable {
    /// The nodes by name.
    public var nodes: [String: NodeDefinition]
    /// How much may be under way at once, and how often something may begin.
    public var flow: FlowDefinition
    /// Where the secrets are that nodes and requests name.
    public var secrets: [String: SecretDefinition]
    /// The local programs that steps may run, by name, with their absolute paths; no others.
    public var programs: [String: String]

    /// Puts a cluster together.
    public init(
        nodes: [String: NodeDefinition], flow: FlowDefinition = FlowDefinition(),
        secrets: [String: SecretDefinition] = [:], programs: [String: String] = [:]
    ) {
        self.nodes = nodes
        self.flow = flow
        self.secrets = secrets
        self.programs = programs
    }

    /// The names in order: the order in which sagas visit the nodes.
    public var nodeNames: [String] {
        nodes.keys.sorted()
    }

    /// Whether it has a node of this name.
    public func hasNode(_ name: String) -> Bool {
        nodes.index(forKey: name) != nil
    }

    /// Whether the API of a node stores, matches and returns timestamps; `nil` if there is no such
    /// node.
    public func storesTimestamps(_ node: String) -> Bool? {
        nodes.index(forKey: node).map { nodes.values[$0].timestamps }
    }
}

/// A member of the operator's cluster.
public struct NodeDefinition: Hashable, Sendable {
    /// The URLs under which it answers, in the order of the file; at least one.
    public var endpoints: [EndpointDefinition]
    /// Headers sent with every request to it.
    public var headers: [String: String]
    /// Whether its paths end in a slash.
    public var trailingSlash: Bool
    /// Whether its API stores, matches and returns timestamps.
    public var timestamps: Bool
    /// How long a request may still arrive after it was given up; `nil`: the request's timeout.
    public var maxRequestLifetime: Milliseconds?
    /// Whether its endpoints know each other's idempotency keys.
    public var sharesIdempotency: Bool
    /// Whether it keeps the wire barrier, at all its endpoints together (docs/barrier.md).
    public var barrier: Bool
    /// How its endpoints are watched.
    public var failover: FailoverDefinition
    /// What `https` endpoints are verified with.
    public var tls: TLSDefinition
    /// How much it takes, whichever pools the calls belong to.
    public var limits: LimitDefinition?
    /// The secret that is sent to it as a bearer token, unless a request names another.
    public var bearer: String?

    /// Puts a node together.
    public init(
        endpoints: [EndpointDefinition], headers: [String: String] = [:],
        trailingSlash: Bool = false, timestamps: Bool = false,
        maxRequestLifetime: Milliseconds? = nil, sharesIdempotency: Bool = false,
        barrier: Bool = false, failover: FailoverDefinition = FailoverDefinition(),
        tls: TLSDefinition = TLSDefinition(), limits: LimitDefinition? = nil, bearer: String? = nil
    ) {
        self.endpoints = endpoints
        self.headers = headers
        self.trailingSlash = trailingSlash
        self.timestamps = timestamps
        self.maxRequestLifetime = maxRequestLifetime
        self.sharesIdempotency = sharesIdempotency
        self.barrier = barrier
        self.failover = failover
        self.tls = tls
        self.limits = limits
        self.bearer = bearer
    }
}

/// One URL under which a node answers.
public struct EndpointDefinition: Hashable, Sendable {
    /// `http://host:port` or `https://host:port`, perhaps with a path to put in front.
    public var url: String
    /// How much this endpoint is preferred.
    public var weight: Double
    /// Where its replication lag is reported; `nil`: under its own URL.
    public var lag: String?

    /// Puts an endpoint together.
    public init(url: String, weight: Double = 1, lag: String? = nil) {
        self.url = url
        self.weight = weight
        self.lag = lag
    }
}
