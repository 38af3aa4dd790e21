internal import NIOCore
internal import NIOHTTP1

extension ClientCore {
    /// Takes a request; its caller is answered once, on the loop.
    func start(_ pending: PendingRequest, for caller: PendingRequest.Caller) {
        loop.preconditionInEventLoop()
        pending.caller = caller
        budget.earn()
        attempt(pending)
        if pending.isCancelled { cancel(pending) }
    }

    /// Gives a request up because nobody waits for it any more.
    func cancel(_ pending: PendingRequest) {
        loop.preconditionInEventLoop()
        pending.isCancelled = true
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
        pending.timer = loop.scheduleTask(deadline: pending.deadline) { [self] in
            end(pending, .failure(Self.unchecked))
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
        pending.tries.begin()
        let start = ContinuousClock.now
        // The core stays until it is told of the end, or nobody would answer the caller.
        let exchange = line.pool.send(wire, deadline: pending.deadline) { [self, url = line.url] in
            pending.exchange = nil
            tried(pending, at: id, url: url, $0, latency: .now - start)
        }
        pending.exchange = (id, exchange)
    }

    private func tried(
        _ pending: PendingRequest, at id: EndpointID, url: String,
        _ result: Result<WireReply, TransportError>, latency: Duration
    ) {
        switch result {
        case .success(let wire):
            let isFailure = wire.status >= 500
            count(
                id, isFailure ? .serverError : nil, isFailure ? "HTTP \(wire.status)" : "",
                latency)
            if let reply = pending.tries.finalReply(wire, from: url) {
                return end(pending, .success(reply))
            }
        case .failure(let error):
            if let kind = FailureKind(error) { count(id, kind, error.message, latency) }
        }
        let left = pending.fixedEndpoint == nil ? Duration(pending.deadline - .now()) : .zero
        let next = pending.tries.ended(
            result, at: url, left: left, random: .random(in: 0...1), budget: &budget, now: .now)
        guard case .again(let delay) = next else {
            if case .end(let final) = next { end(pending, final) }
            return
        }
        delayed[ObjectIdentifier(pending)] = pending
        pending.timer = loop.scheduleTask(in: TimeAmount(delay)) { [self] in attempt(pending) }
    }

    /// Lets nobody wait for another try any more: the client is closed.
    func endDelays() {
        for pending in delayed.values.sorted(by: { $0.deadline < $1.deadline }) {
            pending.timer?.cancel()
            attempt(pending)
        }
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
        guard let caller = pending.caller else { return }
        pending.caller = nil
        pending.timer?.cancel()
        pending.timer = nil
        if !undecided.isEmpty { undecided.removeAll { $0 === pending } }
        if !delayed.isEmpty { delayed[ObjectIdentifier(pending)] = nil }
        switch result {
        case .success: caller.resume(returning: result)
        case .failure(var error):
            if pending.tries.mayHaveHadEffect { error.effect = .possible }
            emit(.requestFailed(error))
            caller.resume(returning: .failure(error))
        }
    }
}
