/// All that is known of one endpoint of a set.
struct FailoverMember: Sendable {
    /// What the checks say, apart from the breaker.
    enum Health: Hashable, Sendable {
        case unknown, healthy, unhealthy
    }

    let id: EndpointID
    var endpoint: Endpoint
    /// Its URL, taken apart.
    let address: EndpointURL
    var health: Health
    var breaker: CircuitBreaker
    /// `nil`: nothing is checked now.
    var monitor: HealthMonitor?
    var detectors: [any FailureDetector]
    var latency = LatencyRecord()
    var calls = 0
    var failures = 0
    var changedAt: ContinuousClock.Instant
    var lastFailure: String?

    init(
        id: EndpointID, endpoint: Endpoint, address: EndpointURL, settings: TransportSettings,
        isChecked: Bool, at now: ContinuousClock.Instant
    ) {
        self.id = id
        self.endpoint = endpoint
        self.address = address
        health = isChecked ? .unknown : .healthy
        breaker = CircuitBreaker(settings: settings.circuitBreaker)
        monitor = isChecked ? HealthMonitor(settings: settings.healthChecks, at: now) : nil
        detectors = settings.failureDetectors
        changedAt = now
    }

    var isSelectable: Bool { breaker.isClosed && health == .healthy }

    var state: EndpointState {
        switch breaker.state {
        case .open: .open
        case .halfOpen: .halfOpen
        case .closed:
            switch health {
            case .unknown: .unknown
            case .healthy: .healthy
            case .unhealthy: .unhealthy
            }
        }
    }

    var candidate: Candidate {
        Candidate(url: endpoint.url, weight: endpoint.weight, latency: latency.average)
    }

    /// When something about it is due.
    var deadline: ContinuousClock.Instant? {
        guard let monitor else { return breaker.deadline }
        return breaker.deadline.map { min($0, monitor.deadline) } ?? monitor.deadline
    }

    /// Takes it out of service.
    mutating func trip(at now: ContinuousClock.Instant) {
        breaker.failed(at: now)
        health = .unhealthy
    }

    /// Takes a round's verdict.
    mutating func take(_ verdict: Bool, at now: ContinuousClock.Instant) {
        switch (verdict, breaker.state) {
        case (true, .closed): health = .healthy
        case (true, .halfOpen):
            breaker.succeeded()
            if breaker.isClosed {
                health = .healthy
                for index in detectors.indices { detectors[index].reset() }
            } else {
                monitor?.hurry(at: now)
            }
        case (false, .closed) where health == .healthy: trip(at: now)
        // It never served, so there is nothing to protect from its comings and goings.
        case (false, .closed): health = .unhealthy
        case (false, .halfOpen): breaker.failed(at: now)
        case (_, .open): break
        }
    }

    /// Counts a call that it served.
    ///
    /// - Returns: whether a detector wants it out of service.
    mutating func count(
        _ failure: FailureKind?, latency: Duration, at now: ContinuousClock.Instant
    ) -> Bool {
        calls += 1
        if failure != nil { failures += 1 } else { self.latency.record(latency) }
        guard isSelectable else { return false }
        var trips = false
        for index in detectors.indices where detectors[index].record(failure, at: now) {
            trips = true
        }
        return trips
    }
}
