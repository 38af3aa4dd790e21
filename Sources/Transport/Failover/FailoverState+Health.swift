extension FailoverState {
    /// Does what is due: probes, the ends of graces, failback, the end of a manual choice.
    package mutating func tick(at now: ContinuousClock.Instant) -> [Effect] {
        var effects: [Effect] = []
        // With many endpoints nearly none has something to do at any one moment.
        let due = members.lazy.filter { $0.deadline.map { $0 <= now } ?? false }.map(\.id)
        for id in Array(due) { effects += tick(id, at: now) }
        if let until = pin?.until, now >= until { effects += release(at: now) }
        if let better = waitingBetter, now >= better.since + settings.failback {
            waitingBetter = nil
            effects += settle(.failback, prefersBetter: true, at: now)
        }
        return effects
    }

    /// Takes what the checks of one probe found.
    ///
    /// - Parameter failure: what did not hold; `nil`: all did.
    package mutating func probed(
        _ id: EndpointID, number: Int, failure: String?, latency: Duration,
        at now: ContinuousClock.Instant
    ) -> [Effect] {
        guard let index = index(of: id) else { return [] }
        if let failure {
            members[index].lastFailure = failure
        } else {
            members[index].latency.record(latency)
        }
        let verdict = members[index].monitor?.probed(number, holds: failure == nil, at: now)
        guard let verdict else { return [] }
        return take(verdict, of: index, at: now) + tick(id, at: now)
    }

    /// Counts a call for the endpoint that served it, which need not be the active one any more.
    ///
    /// - Parameters:
    ///   - failure: why it failed, as far as that says something about the endpoint.
    ///   - words: the same for people.
    package mutating func callEnded(
        at id: EndpointID, failure: FailureKind?, words: String? = nil, latency: Duration,
        at now: ContinuousClock.Instant
    ) -> [Effect] {
        guard let index = index(of: id) else { return [] }
        if let words { members[index].lastFailure = words }
        let isAlone = members.count == 1 && settings.healthChecks.skipsSoleEndpoint
        if members[index].count(failure, latency: latency, at: now), !isAlone {
            return change(index, .failureDetector, at: now) { $0.trip(at: now) }
        }
        guard let failure, failure.isAboutConnecting, members[index].isSelectable else { return [] }
        // A dead process refuses at once; the checks need not wait for their turn to say so.
        members[index].monitor?.hurry(at: now)
        return tick(id, at: now)
    }

    /// Starts checking an endpoint now, whatever its turn.
    package mutating func check(_ id: EndpointID, at now: ContinuousClock.Instant) -> [Effect] {
        guard let index = index(of: id) else { return [] }
        members[index].monitor?.hurry(at: now)
        return tick(id, at: now)
    }

    private mutating func tick(
        _ id: EndpointID, at now: ContinuousClock.Instant
    ) -> [Effect] {
        guard let index = index(of: id) else { return [] }
        var effects: [Effect] = []
        if let deadline = members[index].breaker.deadline, now >= deadline {
            effects = beginTrial(index, at: now)
        }
        switch members[index].monitor?.tick(at: now) {
        case .probe(let number, let deadline):
            effects.append(.probe(id, number: number, deadline: deadline))
        case .late:
            members[index].lastFailure =
                "its checks took longer than \(settings.healthChecks.timeout)"
            effects += take(false, of: index, at: now)
        case .nothing, nil: break
        }
        return effects
    }

    /// Ends the grace of an endpoint, which its checks may let in now.
    private mutating func beginTrial(
        _ index: Int, at now: ContinuousClock.Instant
    ) -> [Effect] {
        let checks = settings.healthChecks
        return change(index, .healthCheck, at: now) { member in
            guard member.breaker.tick(at: now) else { return }
            // With no checks of its own, an endpoint is let in by a connection that can be made.
            if member.monitor == nil {
                member.monitor = HealthMonitor(settings: checks, at: now)
            }
        }
    }

    private mutating func take(
        _ verdict: Bool, of index: Int, at now: ContinuousClock.Instant
    ) -> [Effect] {
        let isUnchecked = settings.healthChecks.checks.isEmpty
        return change(index, .healthCheck, at: now) { member in
            member.take(verdict, at: now)
            if isUnchecked, member.breaker.isClosed { member.monitor = nil }
        }
    }

    /// Changes a member, and does what follows from its new state.
    private mutating func change(
        _ index: Int, _ reason: TransportEvent.SwitchReason, at now: ContinuousClock.Instant,
        _ body: (inout FailoverMember) -> Void
    ) -> [Effect] {
        let before = members[index].state
        body(&members[index])
        let member = members[index]
        guard member.state != before else {
            // A verdict brings new figures, by which another endpoint may be the better one.
            if isStarted { refresh(at: now) } else { startIfPossible(at: now) }
            return []
        }
        members[index].changedAt = now
        var effects: [Effect] = [
            .emit(
                .endpointHealthChanged(
                    endpoint: member.endpoint.url, from: before, to: member.state))
        ]
        if before == .healthy { effects.append(.abandon(member.id)) }
        // What was never checked before may be better than the active one, and nobody chose that.
        let isNew = before == .unknown && isStarted && better()?.id == member.id
        let isReturn = isActiveUsable && member.isSelectable
        return effects
            + settle(isReturn ? .failback : reason, prefersBetter: isNew, at: now)
    }
}
