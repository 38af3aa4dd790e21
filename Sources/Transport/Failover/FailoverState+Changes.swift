extension FailoverState {
    /// Adds an endpoint, whose first check is due now.
    ///
    /// - Throws: ``TransportError/Code/invalidSetting``, ``TransportError/Code/duplicateEndpoint``.
    package mutating func add(
        _ endpoint: Endpoint, at now: ContinuousClock.Instant
    ) throws(TransportError) -> (EndpointID, [Effect]) {
        let id = try insert(endpoint, at: now)
        watch(at: now)
        let effects = settle(.failback, prefersBetter: better()?.id == id, at: now)
        return (id, effects + tick(at: now))
    }

    /// Removes an endpoint; what is under way there may end.
    ///
    /// - Throws: ``TransportError/Code/unknownEndpoint``, ``TransportError/Code/lastEndpoint``.
    package mutating func remove(
        _ url: String, at now: ContinuousClock.Instant
    ) throws(TransportError) -> (EndpointID, [Effect]) {
        let id = try id(of: url)
        guard members.count > 1 else {
            throw TransportError(
                .lastEndpoint, "'\(url)' is the last endpoint; add another one before")
        }
        members.removeAll { $0.id == id }
        if pin?.id == id { pin = nil }
        guard active == id else { return (id, settle(.removed, at: now)) }
        active = nil
        return (id, settle(.removed, at: now))
    }

    /// Changes how much an endpoint is preferred; requests move if that makes it, or another one,
    /// the best.
    ///
    /// - Throws: ``TransportError/Code/unknownEndpoint``, ``TransportError/Code/invalidSetting``.
    package mutating func setWeight(
        _ weight: Double, of url: String, at now: ContinuousClock.Instant
    ) throws(TransportError) -> [Effect] {
        try TransportSettings.validate(weight: weight, of: url)
        let id = try id(of: url)
        guard let index = index(of: id) else { return [] }
        let isLess = weight < members[index].endpoint.weight
        members[index].endpoint.weight = weight
        // Requests move because of this change, or not at all: failback has its own time.
        let isReason = better()?.id == id || (active == id && isLess)
        return settle(.weightChanged, prefersBetter: isReason, at: now)
    }

    /// Makes an endpoint the active one until that is released, or its time is over; while it is
    /// ill, another one serves, unless it was forced.
    ///
    /// - Throws: ``TransportError/Code/unknownEndpoint``,
    ///   ``TransportError/Code/unhealthyEndpoint``.
    package mutating func activate(
        _ url: String, isForced: Bool, for duration: Duration?, at now: ContinuousClock.Instant
    ) throws(TransportError) -> [Effect] {
        let id = try id(of: url)
        guard let index = index(of: id) else { return [] }
        guard isForced || members[index].isSelectable else {
            throw TransportError(
                .unhealthyEndpoint,
                "'\(url)' is \(members[index].state.rawValue): "
                    + "\(members[index].lastFailure ?? "not checked yet"); force it to use it anyway"
            )
        }
        if let duration, duration <= .zero {
            throw TransportError(.invalidSetting, "the duration of a choice must be above 0")
        }
        pin = Pin(id: id, until: duration.map { now + $0 }, isForced: isForced)
        if !isStarted {
            // Somebody who chooses knows what is there; it is the start, so nothing is reported.
            isStarted = true
            active = id
            activeURL = url
        }
        return settle(.manual, at: now)
    }

    /// Ends a manual choice; the endpoint stays active until failback or failover.
    package mutating func release(at now: ContinuousClock.Instant) -> [Effect] {
        pin = nil
        return settle(.healthCheck, at: now)
    }

    /// Adds a check, which is part of every endpoint's next probe.
    package mutating func add(
        _ check: any HealthCheck, at now: ContinuousClock.Instant
    ) -> [Effect] {
        settings.healthChecks.checks.append(check)
        watch(at: now)
        return tick(at: now)
    }

    /// Adds a detector; each endpoint gets a copy.
    package mutating func add(_ detector: any FailureDetector) {
        settings.failureDetectors.append(detector)
        for index in members.indices { members[index].detectors.append(detector) }
    }

    /// What is known of each endpoint.
    ///
    /// - Parameter inFlight: how many requests are under way at an endpoint.
    package func reports(
        inFlight: (EndpointID) -> Int, at now: ContinuousClock.Instant
    ) -> [EndpointReport] {
        members.map { member in
            EndpointReport(
                url: member.endpoint.url, weight: member.endpoint.weight, state: member.state,
                isActive: member.id == active && isActiveUsable,
                isPinned: pin?.id == member.id,
                inFlight: inFlight(member.id), calls: member.calls, failures: member.failures,
                latencyP50: member.latency.percentile(0.5),
                latencyP99: member.latency.percentile(0.99),
                sinceChange: now - member.changedAt, lastFailure: member.lastFailure)
        }
    }

    /// Starts the checks of endpoints that were left alone so far.
    private mutating func watch(at now: ContinuousClock.Instant) {
        guard isChecked(count: members.count) else { return }
        for index in members.indices where members[index].monitor == nil {
            members[index].monitor = HealthMonitor(settings: settings.healthChecks, at: now)
        }
    }

    /// Starts all checks anew: nobody has answered them for a while.
    package mutating func restartChecks(at now: ContinuousClock.Instant) -> [Effect] {
        for index in members.indices where members[index].monitor != nil {
            members[index].monitor = HealthMonitor(settings: settings.healthChecks, at: now)
        }
        return tick(at: now)
    }

    mutating func insert(
        _ endpoint: Endpoint, at now: ContinuousClock.Instant
    ) throws(TransportError) -> EndpointID {
        let address = try EndpointURL(endpoint.url)
        try TransportSettings.validate(weight: endpoint.weight, of: endpoint.url)
        guard !members.contains(where: { $0.address == address }) else {
            throw TransportError(
                .duplicateEndpoint, "the endpoint '\(endpoint.url)' is there already")
        }
        let id = EndpointID(nextNumber)
        nextNumber += 1
        members.append(
            FailoverMember(
                id: id, endpoint: endpoint, address: address, settings: settings,
                isChecked: isChecked(count: max(2, members.count + 1)), at: now))
        return id
    }

    /// The endpoint that a URL names.
    ///
    /// - Throws: ``TransportError/Code/unknownEndpoint``.
    package func id(of url: String) throws(TransportError) -> EndpointID {
        let address = try? EndpointURL(url)
        if let member = members.first(where: { $0.address == address }) { return member.id }
        throw TransportError(
            .unknownEndpoint,
            "no endpoint is '\(url)'; there are "
                + members.map { "'\($0.endpoint.url)'" }.joined(separator: ", "))
    }
}
