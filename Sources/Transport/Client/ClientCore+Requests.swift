internal import NIOCore
internal import NIOHTTP1

extension ClientCore {
    /// Takes a request; its completion is called once, on the loop.
    func start(_ pending: PendingRequest) {
        loop.preconditionInEventLoop()
        budget.earn()
        attempt(pending)
    }

    /// Gives a request up because nobody waits for it any more.
    func cancel(_ pending: PendingRequest) {
        loop.preconditionInEventLoop()
        guard !pending.isEnded else { return }
        if let (endpoint, exchange) = pending.exchange {
            (lines[endpoint] ?? leaving[endpoint])?.pool.cancel(exchange)
        } else {
            end(pending, .failure(TransportError(.cancelled, "the caller gave up")))
        }
    }

    /// Tries once, at the endpoint that is to serve now.
    func attempt(_ pending: PendingRequest) {
        guard !pending.isEnded else { return }
        pending.timer = nil
        if !delayed.isEmpty { delayed[ObjectIdentifier(pending)] = nil }
        guard !isClosed else {
            return end(pending, .failure(TransportError(.closed, "the client was closed")))
        }
        switch pending.fixedEndpoint.map(FailoverState.Choice.endpoint) ?? state.choose(at: .now) {
        case .endpoint(let id): send(pending, to: id)
        case .undecided: wait(pending)
        case .refused(let error): end(pending, .failure(error))
        }
    }

    /// Looks again at the requests that wait for the first checks, or for nothing once it is closed.
    func askAgain() {
        if !isClosed, case .undecided = state.choose(at: .now) { return }
        let waiting = undecided
        undecided = []
        for pending in waiting {
            pending.timer?.cancel()
            attempt(pending)
        }
        let choosing = choosing
        self.choosing = [:]
        for (_, completion) in choosing.sorted(by: { $0.key < $1.key }) {
            choose(completion: completion)
        }
    }

    private func wait(_ pending: PendingRequest) {
        undecided.append(pending)
        pending.timer = loop.scheduleTask(deadline: pending.deadline) { [weak self] in
            self?.end(
                pending,
                .failure(Self.unchecked))
        }
    }

    private func send(_ pending: PendingRequest, to id: EndpointID) {
        let line: Line
        let wire: WireRequest
        do {
            line = try self.line(to: id)
            wire = try self.wire(pending.request, on: line)
        } catch {
            return end(pending, .failure(error))
        }
        pending.tries += 1
        let start = ContinuousClock.now
        let exchange = line.pool.send(wire, deadline: pending.deadline) { [weak self] result in
            pending.exchange = nil
            self?.tried(pending, at: id, url: line.url, result, latency: .now - start)
        }
        pending.exchange = (id, exchange)
    }

    private func tried(
        _ pending: PendingRequest, at id: EndpointID, url: String,
        _ result: Result<WireReply, TransportError>, latency: Duration
    ) {
        let decision = RetryDecision(
            settings: state.settings.retry, isRepeatable: isRepeatable(pending.request))
        let ending: RetryDecision.Ending
        let final: Result<Reply, TransportError>
        switch result {
        case .success(let wire):
            count(id, wire.status >= 500 ? .serverError : nil, "HTTP \(wire.status)", latency)
            let reply = Reply(
                status: wire.status, headers: wire.headers, body: wire.body, endpoint: url,
                tries: pending.tries, followsDoubt: pending.mayHaveHadEffect)
            guard RetryDecision.isOverload(wire.status) else {
                return end(pending, .success(reply))
            }
            // It says that it has not answered, not that it has done nothing; only "too many
            // requests" comes before anything is done.
            if wire.status != 429 { pending.mayHaveHadEffect = true }
            ending = .overloaded(
                retryAfter: RetryDecision.retryAfter(wire.headers.first(name: "Retry-After")))
            final = .success(reply)
        case .failure(var error):
            if let kind = FailureKind(error) { count(id, kind, error.message, latency) }
            error.endpoint = url
            if error.effect == .possible { pending.mayHaveHadEffect = true }
            ending = .failed(error)
            final = .failure(error)
        }
        guard
            pending.fixedEndpoint == nil,
            let delay = decision.delay(
                after: ending, tries: pending.tries, random: .random(in: 0...1)),
            .now() + TimeAmount(delay) < pending.deadline, mayRetry()
        else { return end(pending, final) }
        delayed[ObjectIdentifier(pending)] = pending
        pending.timer = loop.scheduleTask(in: TimeAmount(delay)) { [weak self] in
            self?.attempt(pending)
        }
    }

    /// Lets nobody wait for another try any more: the client is closed.
    func endDelays() {
        for pending in delayed.values.sorted(by: { $0.deadline < $1.deadline }) {
            pending.timer?.cancel()
            attempt(pending)
        }
    }

    private func isRepeatable(_ request: Request) -> Bool {
        // Who says what is right for the request has the last word.
        if let isRepeatable = request.isRepeatable { return isRepeatable }
        return request.isSafe
            || (request.idempotencyKey != nil && state.settings.sharesIdempotency)
    }

    /// Takes what a retry costs, if there is enough.
    func mayRetry() -> Bool { budget.spend(at: .now) }

    func count(
        _ id: EndpointID, _ failure: FailureKind?, _ words: String, _ latency: Duration
    ) {
        let effects = state.callEnded(
            at: id, failure: failure, words: failure == nil ? nil : words, latency: latency,
            at: .now)
        // A call that changes nothing, which is nearly every one, costs no look at the alarm.
        if !effects.isEmpty { update { _ in effects } }
    }

    private func end(_ pending: PendingRequest, _ result: Result<Reply, TransportError>) {
        guard !pending.isEnded else { return }
        pending.isEnded = true
        pending.timer?.cancel()
        pending.timer = nil
        undecided.removeAll { $0 === pending }
        if !delayed.isEmpty { delayed[ObjectIdentifier(pending)] = nil }
        switch result {
        case .success: pending.completion(result)
        case .failure(var error):
            if pending.mayHaveHadEffect { error.effect = .possible }
            emit(.requestFailed(error))
            pending.completion(.failure(error))
        }
    }
}
