extension TransportSettings {
    /// Refuses what cannot work, by name.
    ///
    /// - Throws: ``TransportError/Code/invalidSetting``.
    public func validate() throws(TransportError) {
        let checks = healthChecks
        try Self.require(checks.interval > .zero, "healthChecks.interval", "above 0")
        try Self.require((1...100).contains(checks.probes), "healthChecks.probes", "from 1 to 100")
        try Self.require(checks.spacing >= .zero, "healthChecks.spacing", "0 or more")
        try Self.require(checks.timeout > .zero, "healthChecks.timeout", "above 0")
        try Self.require(
            checks.spacing * (checks.probes - 1) < checks.timeout, "healthChecks.timeout",
            "longer than the pauses between the probes of a round")
        try Self.require(circuitBreaker.grace >= .zero, "circuitBreaker.grace", "0 or more")
        try Self.require(
            circuitBreaker.successesToClose > 0, "circuitBreaker.successesToClose", "1 or more")
        try Self.require(failover.attempts > 0, "failover.attempts", "1 or more")
        try Self.require(failover.interval > .zero, "failover.interval", "above 0")
        try Self.require(failback >= .zero, "failback", "0 (off) or more")
        try validateRetry()
        try validateConnections()
    }

    private func validateRetry() throws(TransportError) {
        try Self.require(retry.maximum >= 0, "retry.maximum", "0 or more")
        try Self.require(retry.initialDelay >= .zero, "retry.initialDelay", "0 or more")
        try Self.require(
            retry.maximumDelay >= retry.initialDelay, "retry.maximumDelay",
            "retry.initialDelay or more")
        try Self.require(retry.maximumRetryAfter >= .zero, "retry.maximumRetryAfter", "0 or more")
        try Self.require(
            retry.budgetShare.isFinite && retry.budgetShare >= 0, "retry.budgetShare", "0 or more")
        try Self.require(
            retry.budgetPerSecond.isFinite && retry.budgetPerSecond >= 0, "retry.budgetPerSecond",
            "0 or more")
    }

    private func validateConnections() throws(TransportError) {
        try Self.require(connections.limit > 0, "connections.limit", "1 or more")
        try Self.require(connections.waiting >= 0, "connections.waiting", "0 or more")
        try Self.require(
            connections.connectTimeout > .zero, "connections.connectTimeout", "above 0")
        try Self.require(connections.idleTimeout > .zero, "connections.idleTimeout", "above 0")
        try Self.require(connections.maximumHead >= 1024, "connections.maximumHead", "1024 or more")
        try Self.require(connections.maximumBody >= 0, "connections.maximumBody", "0 or more")
    }

    static func validate(weight: Double, of url: String) throws(TransportError) {
        try require(weight.isFinite && weight > 0, "the weight of '\(url)'", "a number above 0")
    }

    private static func require(
        _ holds: Bool, _ name: String, _ range: String
    ) throws(TransportError) {
        if !holds { throw TransportError(.invalidSetting, "\(name) must be \(range)") }
    }
}
