public import Transport

/// One endpoint of one node, as it is told over the control socket and printed.
public struct EndpointRow: Codable, Sendable {
    /// The node that it serves.
    public var node: String
    /// Its URL.
    public var endpoint: String
    /// How much it is preferred.
    public var weight: Double
    /// `unknown`, `healthy`, `unhealthy`, `open` or `halfOpen`.
    public var state: String
    /// Whether the node's requests go to it.
    public var active: Bool
    /// Whether that was chosen by hand.
    public var pinned: Bool
    /// Requests under way.
    public var inFlight: Int
    /// Calls that ended.
    public var calls: Int
    /// Calls that failed.
    public var failures: Int
    /// Milliseconds that half of the recent calls took at most.
    public var p50: Double?
    /// Milliseconds that 99 of 100 recent calls took at most.
    public var p99: Double?
    /// Seconds since its state changed.
    public var sinceChange: Double
    /// What its last failed check or call said.
    public var lastFailure: String?

    /// Describes an endpoint.
    public init(node: String, _ report: EndpointReport) {
        self.node = node
        endpoint = report.url
        weight = report.weight
        state = report.state.rawValue
        active = report.isActive
        pinned = report.isPinned
        inFlight = report.inFlight
        calls = report.calls
        failures = report.failures
        p50 = report.latencyP50.map { $0 / .milliseconds(1) }
        p99 = report.latencyP99.map { $0 / .milliseconds(1) }
        sinceChange = report.sinceChange / .seconds(1)
        lastFailure = report.lastFailure
    }
}

/// What an operator wants of a node's endpoints.
public enum EndpointChange: Codable, Sendable {
    /// One more; with `mustBeHealthy` only if its checks hold.
    case add(node: String, url: String, weight: Double, lag: String?, mustBeHealthy: Bool)
    /// One less.
    case remove(node: String, url: String)
    /// Another weight.
    case weight(node: String, url: String, weight: Double)
    /// Requests go there, for some seconds or until released; by force even if it is ill.
    case activate(node: String, url: String, isForced: Bool, seconds: Double?)
    /// The end of such a choice.
    case release(node: String)

    /// The node that is meant.
    public var node: String {
        switch self {
        case .add(let node, _, _, _, _), .remove(let node, _), .weight(let node, _, _),
            .activate(let node, _, _, _), .release(let node):
            node
        }
    }
}

/// The outcome of the checks of one endpoint.
public struct EndpointCheck: Codable, Sendable {
    /// The node that it serves.
    public var node: String
    /// Its URL.
    public var endpoint: String
    /// What did not hold; `nil`: all did.
    public var failure: String?
}

/// Why a request over the control socket was refused.
public struct Refusal: Codable, Error, Sendable {
    /// A stable code.
    public var code: String
    /// What is wrong and what to do.
    public var message: String

    /// Puts a refusal together.
    public init(code: String, message: String) {
        self.code = code
        self.message = message
    }
}
