/// Which endpoint serves, and what becomes of each: all decisions of a client, as a plain value.
///
/// Time is handed in, and what is to be done comes back as effects, in order; so the tables of the
/// tests, the simulation and the client drive the same logic.
package struct FailoverState: Sendable {
    /// What is to be done.
    package enum Effect: Sendable {
        /// Run all checks of the endpoint once, and answer with the number.
        case probe(EndpointID, number: Int, deadline: ContinuousClock.Instant)
        /// Give up what is under way at the endpoint: it was declared dead.
        case abandon(EndpointID)
        /// Tell whoever listens.
        case emit(TransportEvent)
    }

    /// Where a request goes.
    package enum Choice: Sendable {
        case endpoint(EndpointID)
        /// The first checks are under way: ask again after the next change.
        case undecided
        case refused(TransportError)
    }

    struct Pin: Hashable {
        let id: EndpointID
        let until: ContinuousClock.Instant?
        let isForced: Bool
    }

    var settings: TransportSettings
    /// In the order in which they were listed.
    var members: [FailoverMember] = []
    var nextNumber = 0
    /// Whether the initial policy was met.
    var isStarted = false
    /// Stays when it falls ill and no other is healthy.
    var active: EndpointID?
    /// The URL of the last active endpoint, which may be gone.
    var activeURL = ""
    var pin: Pin?
    /// An endpoint better than the active one, and since when it could serve.
    var waitingBetter: (id: EndpointID, since: ContinuousClock.Instant)?
    var attempts: FailoverAttempts
    /// Those that share the requests now; empty: none is healthy.
    var serving: [EndpointID] = []
    private var turn = 0

    /// A set whose first checks are due now.
    ///
    /// - Throws: ``TransportError/Code/invalidSetting``, ``TransportError/Code/duplicateEndpoint``.
    package init(
        endpoints: [Endpoint], settings: TransportSettings, at now: ContinuousClock.Instant
    ) throws(TransportError) {
        try settings.validate()
        guard !endpoints.isEmpty else {
            throw TransportError(.invalidSetting, "a client needs at least one endpoint")
        }
        self.settings = settings
        attempts = FailoverAttempts(settings: settings.failover)
        for endpoint in endpoints {
            _ = try insert(endpoint, at: now)
        }
        if endpoints.count == 1, !isChecked(count: 1) {
            members[0].monitor = nil
            members[0].health = .healthy
        }
        startIfPossible(at: now)
    }

    /// Chooses the endpoint of a request.
    package mutating func choose(at now: ContinuousClock.Instant) -> Choice {
        if serving.count == 1 { return .endpoint(serving[0]) }
        guard serving.isEmpty else {
            turn = (turn + 1) % serving.count
            return .endpoint(serving[turn])
        }
        guard isStarted else {
            if members.contains(where: { $0.health == .unknown }) { return .undecided }
            return .refused(initialPolicyError)
        }
        return .refused(refusal(at: now))
    }

    /// Whether requests go to an endpoint.
    package func serves(_ id: EndpointID) -> Bool {
        serving.contains(id)
    }

    /// When ``tick(at:)`` has something to do next.
    package var deadline: ContinuousClock.Instant? {
        var earliest = pin?.until
        func consider(_ deadline: ContinuousClock.Instant?) {
            guard let deadline else { return }
            earliest = earliest.map { min($0, deadline) } ?? deadline
        }
        consider(waitingBetter.map { $0.since + settings.failback })
        for member in members { consider(member.deadline) }
        return earliest
    }

    /// An endpoint, and its URL taken apart; `nil` once it was removed.
    package func endpoint(of id: EndpointID) -> (endpoint: Endpoint, address: EndpointURL)? {
        index(of: id).map { (members[$0].endpoint, members[$0].address) }
    }

    /// Whether endpoints are checked, and may be taken out, when there are so many.
    func isChecked(count: Int) -> Bool {
        !settings.healthChecks.checks.isEmpty
            && (count > 1 || !settings.healthChecks.skipsSoleEndpoint)
    }

    /// The endpoints, in the order in which they were listed.
    package var endpoints: [Endpoint] { members.map(\.endpoint) }

    /// The tries of a request that is about to be sent.
    package func tries(of request: Request) -> RequestTries {
        RequestTries(
            request, settings: settings.retry, sharesIdempotency: settings.sharesIdempotency)
    }

    /// How many endpoints there are.
    package var count: Int { members.count }

    func index(of id: EndpointID) -> Int? {
        members.firstIndex { $0.id == id }
    }

    private mutating func refusal(at now: ContinuousClock.Instant) -> TransportError {
        let reasons = reasons
        switch attempts.refuse(at: now) {
        case .temporarily(let retryAfter):
            return TransportError(
                .temporarilyUnavailable, "no endpoint is healthy now (\(reasons))",
                retryAfter: retryAfter)
        case .finally:
            let time = settings.failover.interval * settings.failover.attempts
            return TransportError(
                .noHealthyEndpoint,
                "no endpoint became healthy in \(time) (\(reasons)); see to the endpoints",
                retryAfter: settings.failover.interval)
        }
    }

    private var initialPolicyError: TransportError {
        let needed = settings.initialPolicy.needed(of: members.count)
        let healthy = members.count { $0.isSelectable }
        return TransportError(
            .initialPolicyNotMet,
            "\(needed) of \(members.count) endpoints must be healthy before the first request, "
                + "and \(healthy) are (\(reasons))",
            retryAfter: settings.healthChecks.interval)
    }

    /// What is wrong with each endpoint, for people.
    private var reasons: String {
        members.filter { !$0.isSelectable }.prefix(5)
            .map { "\($0.endpoint.url): \($0.lastFailure ?? $0.state.rawValue)" }
            .joined(separator: "; ")
    }
}
