internal import NIOCore
internal import NIOHTTP1

/// Persistent connections to one endpoint, and the requests that wait for one.
///
/// Belongs to its event loop: it is called there, and calls back there. Which request gets which
/// connection is decided by ``ConnectionPoolState``.
final class ConnectionPool: @unchecked Sendable {
    typealias Completion = (Result<WireReply, TransportError>) -> Void

    private struct Exchange {
        let request: WireRequest
        let deadline: NIODeadline
        let completion: Completion
        var connection: ConnectionID?
    }

    private struct IdleConnection {
        let connection: WireConnection
        var since: NIODeadline
    }

    let target: WireTarget
    let limits: WireLimits
    let loop: any EventLoop
    private var state: ConnectionPoolState
    private var connections: [ConnectionID: IdleConnection] = [:]
    private var exchanges: [ExchangeID: Exchange] = [:]
    private var nextNumber = 0
    private var sweep: (task: Scheduled<Void>, at: NIODeadline)?
    private var isShutDown = false
    private var shutdownPromise: EventLoopPromise<Void>?

    init(target: WireTarget, limits: WireLimits, loop: any EventLoop) {
        self.target = target
        self.limits = limits
        self.loop = loop
        state = ConnectionPoolState(
            limit: limits.connections, maximumWaiting: limits.waiting)
    }

    /// Requests that are sent, and not answered.
    var inFlight: Int { state.busy.count }

    /// Requests that wait for a connection.
    var waiting: Int { state.waiting.count }

    /// Open connections.
    var openConnections: Int { state.connections }

    /// Sends a request; `completion` is called once, on the loop, perhaps before this returns.
    func send(
        _ request: WireRequest, deadline: NIODeadline, completion: @escaping Completion
    ) -> ExchangeID {
        loop.preconditionInEventLoop()
        nextNumber += 1
        let id = ExchangeID(number: nextNumber)
        if let error = refusal(of: request) {
            completion(.failure(error))
            return id
        }
        exchanges[id] = Exchange(request: request, deadline: deadline, completion: completion)
        armSweep(for: deadline)
        perform(state.add(id), for: id)
        return id
    }

    /// Gives up a request that nobody waits for any more.
    func cancel(_ id: ExchangeID) {
        drop(id) { TransportError(.cancelled, "the caller gave up", effect: $0) }
    }

    /// Gives up everything, for the endpoint was declared dead; the pool can be used again.
    func abandon(_ reason: String) {
        loop.preconditionInEventLoop()
        for id in exchanges.keys.sorted(by: { $0.number < $1.number }) {
            drop(id) { TransportError(.endpointLost, reason, effect: $0) }
        }
        for id in state.idle { connections[id]?.connection.abort(WireFailure.closed) }
    }

    /// Refuses everything from now on, and closes all connections.
    func shutdown() -> EventLoopFuture<Void> {
        loop.preconditionInEventLoop()
        if let shutdownPromise { return shutdownPromise.futureResult }
        let promise = loop.makePromise(of: Void.self)
        shutdownPromise = promise
        isShutDown = true
        for id in exchanges.keys.sorted(by: { $0.number < $1.number }) {
            drop(id) { TransportError(.closed, "the client was closed", effect: $0) }
        }
        for id in state.idle { connections[id]?.connection.abort(WireFailure.closed) }
        sweep?.task.cancel()
        finishShutdown()
        return promise.futureResult
    }

    /// Makes a connection of its own, and closes it.
    func connect(completion: @escaping @Sendable (Result<Void, TransportError>) -> Void) {
        let target = target
        let limits = limits
        WireConnector(target: target, limits: limits, loop: loop).connect {
            WireConnection(authority: target.authority, maximumBody: limits.maximumBody)
        }.whenComplete { result in
            if case .success(let channel) = result { channel.close(promise: nil) }
            completion(result.map { _ in }.mapError(WireFailure.connecting))
        }
    }

    private func refusal(of request: WireRequest) -> TransportError? {
        if isShutDown { return TransportError(.closed, "the client was closed") }
        let isFit =
            request.path.utf8.allSatisfy { (0x21...0x7E).contains($0) }
            && request.headers.allSatisfy { name, value in
                !name.isEmpty && name.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x3A }
                    && value.utf8.allSatisfy { $0 != 0x0D && $0 != 0x0A && $0 != 0 }
            }
        return isFit
            ? nil
            : TransportError(
                .invalidRequest, "the path or a header holds a character that cannot be sent")
    }

    // MARK: Connections

    private func perform(_ action: ConnectionPoolState.Action, for id: ExchangeID? = nil) {
        switch action {
        case .nothing: break
        case .open: open()
        case .use(let connection, let exchange): use(connection, exchange)
        case .refuse:
            guard let id else { return }
            finish(
                id,
                .failure(
                    TransportError(
                        .poolExhausted,
                        "\(limits.waiting) requests wait for a connection already")))
        }
    }

    private func use(_ id: ConnectionID, _ exchange: ExchangeID) {
        guard let connection = connections[id]?.connection, let request = exchanges[exchange] else {
            return
        }
        exchanges[exchange]?.connection = id
        connection.send(request.request) { [weak self] result in self?.finish(exchange, result) }
    }

    private func open() {
        nextNumber += 1
        let id = ConnectionID(number: nextNumber)
        let connection = WireConnection(
            authority: target.authority, maximumBody: limits.maximumBody)
        WireConnector(target: target, limits: limits, loop: loop).connect { connection }
            .assumeIsolated().whenComplete { result in
                switch result {
                case .success: self.opened(id, connection)
                case .failure(let error): self.openingFailed(WireFailure.connecting(error))
                }
            }
    }

    private func opened(_ id: ConnectionID, _ connection: WireConnection) {
        guard !isShutDown else {
            _ = state.openingFailed()
            connection.abort(WireFailure.closed)
            return finishShutdown()
        }
        connections[id] = IdleConnection(connection: connection, since: .now())
        connection.onReusable = { [weak self] in
            guard let self else { return }
            connections[id]?.since = .now()
            armSweep(for: .now() + limits.idleTimeout)
            perform(state.finished(id))
        }
        connection.onClosed = { [weak self] in
            guard let self else { return }
            connections[id] = nil
            perform(state.closed(id))
            finishShutdown()
        }
        perform(state.opened(id))
    }

    private func openingFailed(_ error: TransportError) {
        let (failed, action) = state.openingFailed()
        if let failed { finish(failed, .failure(error)) }
        perform(action)
        finishShutdown()
    }

    private func finishShutdown() {
        guard isShutDown, connections.isEmpty, state.opening == 0 else { return }
        shutdownPromise?.succeed()
    }

    // MARK: Ends

    private func finish(_ id: ExchangeID, _ result: Result<WireReply, TransportError>) {
        exchanges.removeValue(forKey: id)?.completion(result)
    }

    /// Ends a request before its reply, and closes its connection if it has one.
    private func drop(
        _ id: ExchangeID, _ error: (TransportError.Effect) -> TransportError
    ) {
        guard let exchange = exchanges[id] else { return }
        if let connection = exchange.connection.flatMap({ connections[$0]?.connection }) {
            return connection.abort(error(.possible))
        }
        _ = state.remove(id)
        finish(id, .failure(error(.none)))
    }

    // MARK: Deadlines

    /// One task for all deadlines, since nearly all requests end long before theirs.
    private func armSweep(for deadline: NIODeadline) {
        if let sweep, sweep.at <= deadline { return }
        guard !isShutDown else { return }
        sweep?.task.cancel()
        let task = loop.scheduleTask(deadline: deadline) { [weak self] in
            self?.sweep = nil
            self?.sweepNow()
        }
        sweep = (task, deadline)
    }

    private func sweepNow() {
        let now = NIODeadline.now()
        for (id, exchange) in exchanges where exchange.deadline <= now {
            drop(id) {
                TransportError(
                    .deadlineExceeded,
                    $0 == .none ? "no connection was free in time" : "no complete reply in time",
                    effect: $0)
            }
        }
        for id in state.idle {
            guard let idle = connections[id], idle.since + limits.idleTimeout <= now else {
                continue
            }
            idle.connection.abort(WireFailure.closed)
        }
        let next =
            exchanges.values.map(\.deadline)
            + state.idle.compactMap { connections[$0].map { $0.since + limits.idleTimeout } }
        if let next = next.min() { armSweep(for: next) }
    }
}
