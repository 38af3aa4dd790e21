internal import NIOHTTP1
public import Steps
public import Transport

extension TransportSettings {
    /// The settings of a node's client.
    ///
    /// A node with one endpoint has nothing to fail over to: unless the cluster file asks for
    /// checks, it is not checked, and requests always go there.
    public init(node: NodeDefinition) {
        self.init()
        sharesIdempotency = node.sharesIdempotency
        tls = TLSSettings(
            certificateAuthorities: node.tls.authorities,
            clientCertificate: node.tls.certificate, clientKey: node.tls.key)
        for (name, value) in node.headers.sorted(by: { $0.key < $1.key }) {
            headers.replaceOrAdd(name: name, value: value)
        }
        let failover = node.failover
        healthChecks.skipsSoleEndpoint = failover.checks == nil
        apply(checks: failover)
        apply(switching: failover)
    }

    private mutating func apply(checks failover: FailoverDefinition) {
        if let checks = failover.checks { healthChecks.checks = checks.map(\.check) }
        healthChecks.interval ?= failover.interval?.duration
        healthChecks.probes ?= failover.probes
        if let interval = failover.interval?.duration {
            // Whoever checks often wants to know soon: a hang is noticed within 1.4 intervals.
            healthChecks.timeout = min(healthChecks.timeout, interval * 2 / 5)
        }
        healthChecks.timeout ?= failover.timeout?.duration
        healthChecks.spacing = min(
            healthChecks.spacing, healthChecks.timeout / (2 * healthChecks.probes))
        healthChecks.spacing ?= failover.spacing?.duration
        healthChecks.policy ?= failover.policy.flatMap(ProbePolicy.init)
        initialPolicy ?= failover.initial.flatMap(InitialPolicy.init)
    }

    private mutating func apply(switching failover: FailoverDefinition) {
        circuitBreaker.grace ?= failover.grace?.duration
        failback ?= failover.failback?.duration
        self.failover.attempts ?= failover.attempts
        self.failover.interval ?= failover.attemptInterval?.duration
        switch failover.strategy {
        case "latency": strategy = LatencySelection()
        case "roundRobin": strategy = RoundRobinSelection()
        default: break
        }
        guard failover.failures != nil || failover.failureRate != nil || failover.window != nil
        else { return }
        let standard = FailureRateDetector()
        failureDetectors = [
            FailureRateDetector(
                minimumFailures: failover.failures ?? standard.minimumFailures,
                rate: failover.failureRate ?? standard.rate,
                window: failover.window?.duration ?? standard.length)
        ]
    }
}

extension HealthCheckDefinition {
    fileprivate var check: any HealthCheck {
        switch self {
        case .http(let path, let status, let body):
            HTTPHealthCheck(path: path, status: status, body: body)
        case .tcp: TCPHealthCheck()
        case .lag(let path, let field, let tolerance):
            LagHealthCheck(path: path, field: field, tolerance: tolerance.duration)
        }
    }
}

infix operator ?= : AssignmentPrecedence

/// Assigns what is given, and leaves the rest as it is.
private func ?= <Value>(value: inout Value, given: Value?) {
    if let given { value = given }
}
