extension FailoverClient {
    /// What is known of each endpoint, in the order in which they were listed.
    public func endpoints() async -> [EndpointReport] {
        await onLoopAnswer { core in
            core.state.reports(
                inFlight: { id in
                    (core.lines[id] ?? core.leaving[id])?.pool.inFlight ?? 0
                }, at: .now)
        }
    }

    /// Adds an endpoint; requests move to it if it is healthy and better than the active one.
    ///
    /// - Parameter mustBeHealthy: whether to wait for its first checks, and to refuse it if they
    ///   do not hold.
    /// - Throws: ``TransportError/Code/invalidSetting``,
    ///   ``TransportError/Code/duplicateEndpoint``, ``TransportError/Code/unhealthyEndpoint``.
    public func add(
        _ endpoint: Endpoint, mustBeHealthy: Bool = false
    ) async throws(TransportError) {
        if mustBeHealthy {
            let report = try await check(endpoint)
            if let failure = report {
                throw TransportError(
                    .unhealthyEndpoint, "'\(endpoint.url)' was not added: \(failure)")
            }
        }
        try await ask { core throws(TransportError) in
            let (_, effects) = try core.state.add(endpoint, at: .now)
            core.update { _ in effects }
        }
    }

    /// Removes an endpoint; what is under way there may end.
    ///
    /// - Throws: ``TransportError/Code/unknownEndpoint``, ``TransportError/Code/lastEndpoint``.
    public func remove(_ url: String) async throws(TransportError) {
        try await ask { core throws(TransportError) in
            let (id, effects) = try core.state.remove(url, at: .now)
            core.retire(id)
            core.update { _ in effects }
        }
    }

    /// Changes how much an endpoint is preferred; requests move at once if that makes another one
    /// the best.
    ///
    /// - Throws: ``TransportError/Code/unknownEndpoint``, ``TransportError/Code/invalidSetting``.
    public func setWeight(_ weight: Double, of url: String) async throws(TransportError) {
        try await ask { core throws(TransportError) in
            let effects = try core.state.setWeight(weight, of: url, at: .now)
            core.update { _ in effects }
        }
    }

    /// Makes an endpoint the active one until ``release()``.
    ///
    /// While it is ill, another one serves, unless it was forced.
    ///
    /// - Parameters:
    ///   - isForced: whether even an endpoint that is not healthy is to serve.
    ///   - duration: when the choice ends by itself; `nil`: never.
    /// - Throws: ``TransportError/Code/unknownEndpoint``,
    ///   ``TransportError/Code/unhealthyEndpoint``.
    public func activate(
        _ url: String, isForced: Bool = false, for duration: Duration? = nil
    ) async throws(TransportError) {
        try await ask { core throws(TransportError) in
            let effects = try core.state.activate(
                url, isForced: isForced, for: duration, at: .now)
            core.update { _ in effects }
        }
    }

    /// Ends a manual choice; the endpoint stays active until failback or failover.
    public func release() async {
        await onLoopAnswer { core in core.update { $0.release(at: .now) } }
    }

    /// Adds a check, which every endpoint must hold from its next round on.
    public func add(_ check: any HealthCheck) async {
        await onLoopAnswer { core in core.update { $0.add(check, at: .now) } }
    }

    /// Adds a detector; each endpoint gets a copy.
    public func add(_ detector: any FailureDetector) async {
        await onLoopAnswer { core in core.state.add(detector) }
    }

    /// Runs all checks of one endpoint now, without counting them.
    ///
    /// - Returns: what did not hold; `nil`: all did.
    public func check(_ endpoint: Endpoint) async throws(TransportError) -> String? {
        _ = try EndpointURL(endpoint.url)
        let job = await onLoopAnswer { core in
            core.job(for: endpoint, deadline: .now + core.state.settings.healthChecks.timeout)
        }
        return await job.run()
    }

    /// Runs all checks of all endpoints now, at once, without counting them.
    ///
    /// - Returns: for each URL, in the order in which they were listed, what did not hold.
    public func checkAll() async -> [(url: String, failure: String?)] {
        let jobs = await onLoopAnswer { core in
            core.state.endpoints.map {
                core.job(for: $0, deadline: .now + core.state.settings.healthChecks.timeout)
            }
        }
        return await withTaskGroup(of: (Int, String?).self) { group in
            for (index, job) in jobs.enumerated() {
                group.addTask { (index, await job.run()) }
            }
            var failures: [Int: String] = [:]
            for await (index, failure) in group { failures[index] = failure }
            return jobs.enumerated().map { ($1.probe.endpoint.url, failures[$0]) }
        }
    }

    /// Calls a closure, on the event loop, for every event from now on; it must be quick.
    ///
    /// What it throws is logged and harms nobody. It is called until the client is closed.
    public func onEvent(_ listener: @escaping @Sendable (TransportEvent) throws -> Void) {
        onLoop { $0.listen(listener) }
    }

    private func onLoopAnswer<Answer: Sendable>(
        _ body: @escaping @Sendable (ClientCore) -> Answer
    ) async -> Answer {
        await withCheckedContinuation { continuation in
            onLoop { continuation.resume(returning: body($0)) }
        }
    }
}
