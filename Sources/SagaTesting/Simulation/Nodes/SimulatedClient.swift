internal import NIOHTTP1
internal import Steps
internal import Transport
internal import Workers

/// The client of one node in a simulation: the transport's own decisions, and no connections.
final class SimulatedClient {
    /// A request that waits for its reply, or for its next try.
    private final class Pending {
        let request: SimulatedRequest
        let exchange: HTTPExchange
        let deadline: Milliseconds
        let completion: (CallResult) -> Void
        var tries: RequestTries
        /// Where it is under way, and which try it is.
        var flight: (endpoint: EndpointID, number: Int)?
        var number = 0
        var isEnded = false

        init(
            _ request: SimulatedRequest, _ exchange: HTTPExchange, _ tries: RequestTries,
            deadline: Milliseconds, completion: @escaping (CallResult) -> Void
        ) {
            self.request = request
            self.exchange = exchange
            self.tries = tries
            self.deadline = deadline
            self.completion = completion
        }
    }

    /// What came of one try on the wire.
    typealias WireEnd = Result<WireReply, TransportError>

    private let name: String
    private let node: NodeDefinition
    private let simulation: Simulation
    private let clock: SimulatedClock
    private let origin = ContinuousClock.now
    private var state: FailoverState
    private var budget: RetryBudget
    /// Those under way; and those that wait for the first checks.
    private var flying: [Pending] = []
    private var undecided: [Pending] = []
    /// The event that brings the state's deadline.
    private var alarm: (due: ContinuousClock.Instant, number: EventQueue.Number)?
    private var generator: SeededGenerator

    init(
        _ name: String, _ node: NodeDefinition, _ simulation: Simulation, _ clock: SimulatedClock,
        seed: UInt64
    ) throws {
        self.name = name
        self.node = node
        self.simulation = simulation
        self.clock = clock
        generator = SeededGenerator(seed: seed)
        let settings = TransportSettings(node: node)
        let start = origin + .milliseconds(simulation.time.now.rawValue)
        state = try FailoverState(
            endpoints: node.endpoints.map { Endpoint(url: $0.url, weight: $0.weight) },
            settings: settings, at: start)
        budget = RetryBudget(settings: settings.retry, at: start)
        update { $0.restartChecks(at: $1) }
    }

    private var now: ContinuousClock.Instant {
        origin + .milliseconds(simulation.time.now.rawValue)
    }

    /// Sends a request; the completion is called once, unless the engine dies.
    func send(_ request: SimulatedRequest, completion: @escaping (CallResult) -> Void) {
        guard case .http(let http) = request.call.operation else { return }
        let exchange = HTTPExchange(
            http, of: request.call, to: node, hasChoice: node.endpoints.count > 1, epoch: 1,
            token: nil)
        budget.earn()
        attempt(
            Pending(
                request, exchange, state.tries(of: exchange.request),
                deadline: simulation.time.now + request.call.timeout, completion: completion))
    }

    // MARK: Requests

    private func attempt(_ pending: Pending) {
        guard !pending.isEnded else { return }
        switch state.choose(at: now) {
        case .endpoint(let id): fly(pending, to: id)
        case .refused(let error): end(pending, .failure(error))
        case .undecided:
            undecided.append(pending)
            let left = max(0, pending.deadline - simulation.time.now)
            clock.after(left) { [weak self] in
                guard let self, undecided.contains(where: { $0 === pending }) else { return }
                undecided.removeAll { $0 === pending }
                end(pending, .failure(TransportError(.initialPolicyNotMet, "not checked yet")))
            }
        }
    }

    private func fly(_ pending: Pending, to id: EndpointID) {
        guard let url = state.endpoint(of: id)?.endpoint.url else { return }
        pending.tries.begin()
        pending.number += 1
        let number = pending.number
        pending.flight = (id, number)
        flying.append(pending)
        let start = simulation.time.now
        let left = max(0, pending.deadline - start)
        simulation.deliver(
            pending.request, try: number, to: name, at: url, within: left
        ) { [weak self] result in
            self?.clock.whenAwake {
                self?.landed(pending, number, at: id, url, since: start, result)
            }
        }
    }

    private func landed(
        _ pending: Pending, _ number: Int, at id: EndpointID, _ url: String,
        since start: Milliseconds, _ result: WireEnd
    ) {
        guard !pending.isEnded, pending.flight?.number == number else { return }
        pending.flight = nil
        flying.removeAll { $0 === pending }
        let latency = (simulation.time.now - start).duration
        switch result {
        case .success(let reply):
            let failure = reply.status >= 500 ? FailureKind.serverError : nil
            update {
                $0.callEnded(at: id, failure: failure, words: nil, latency: latency, at: $1)
            }
        case .failure(let error):
            if let kind = FailureKind(error) {
                update {
                    $0.callEnded(
                        at: id, failure: kind, words: error.message, latency: latency, at: $1)
                }
            }
        }
        let next = pending.tries.ended(
            result, at: url, left: (pending.deadline - simulation.time.now).duration,
            random: Double(generator.number(0...1_000)) / 1_000, budget: &budget, now: now)
        switch next {
        case .end(let result): end(pending, result)
        case .again(let pause):
            clock.after(Milliseconds(pause)) { [weak self] in self?.attempt(pending) }
        }
    }

    private func end(_ pending: Pending, _ result: Result<Reply, TransportError>) {
        guard !pending.isEnded else { return }
        pending.isEnded = true
        var result = result
        if case .failure(var error) = result, pending.tries.mayHaveHadEffect {
            error.effect = .possible
            result = .failure(error)
        }
        pending.completion(pending.exchange.result(result))
    }

    // MARK: Endpoints

    private func update(
        _ body: (inout FailoverState, ContinuousClock.Instant) -> [FailoverState.Effect]
    ) {
        for effect in body(&state, now) {
            switch effect {
            case .emit: break
            case .abandon(let id): abandon(id)
            case .probe(let id, let number, let deadline): probe(id, number, deadline)
            }
        }
        if !undecided.isEmpty {
            let waiting = undecided
            undecided = []
            for pending in waiting { attempt(pending) }
        }
        rearm()
    }

    /// The endpoint was declared dead: what is under way there is given up.
    private func abandon(_ id: EndpointID) {
        guard let url = state.endpoint(of: id)?.endpoint.url else { return }
        let error = TransportError(
            .endpointLost, "the endpoint was declared dead", effect: .possible)
        for pending in flying {
            guard let flight = pending.flight, flight.endpoint == id else { continue }
            clock.after(0) { [weak self] in
                guard let self else { return }
                landed(
                    pending, flight.number, at: id, url, since: simulation.time.now,
                    .failure(error))
            }
        }
    }

    private func probe(_ id: EndpointID, _ number: Int, _ deadline: ContinuousClock.Instant) {
        guard let url = state.endpoint(of: id)?.endpoint.url else { return }
        let health = simulation.health(of: url, in: name)
        guard health != .hanging else { return }
        let latency = Milliseconds(rawValue: Int64(generator.number(1...5)))
        clock.after(latency) { [weak self] in
            self?.update {
                $0.probed(
                    id, number: number, failure: health == .healthy ? nil : "refused",
                    latency: latency.duration, at: $1)
            }
        }
    }

    private func rearm() {
        guard state.deadline != alarm?.due else { return }
        if let alarm { simulation.time.cancel(alarm.number) }
        alarm = nil
        guard let deadline = state.deadline else { return }
        let number = clock.after(max(1, Milliseconds(deadline - now))) { [weak self] in
            self?.alarm = nil
            self?.update { $0.tick(at: $1) }
        }
        alarm = (deadline, number)
    }
}

extension Milliseconds {
    /// Rounded up: what is early would be early again at once.
    fileprivate init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let milliseconds = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        self.init(rawValue: seconds * 1_000 + milliseconds)
    }
}
