package import NIOCore
internal import NIOHTTP1

/// Persistent HTTP/1.1 connections to one endpoint.
///
/// Everything in it, and every closure that is handed to it, is touched on its event loop alone;
/// each method checks that. This is what makes it safe to share, and spares it a lock.
package final class ConnectionPool: @unchecked Sendable {
    package let loop: any EventLoop
    let target: WireTarget
    let limits: WireLimits
    /// Makes the channels in place of sockets.
    let makeChannel: (() -> any Channel)?
    var state: ConnectionPoolState
    var exchanges: [ExchangeID: Exchange] = [:]
    private var lastExchange: UInt64 = 0
    /// A request is being taken, whose caller has no name for it yet: none is told of its end.
    var isBeginning = false
    var attempts: [ConnectionID: ConnectionAttempt] = [:]
    /// Attempts whose channels may still come, wanted or not.
    var pendingAttempts = 0
    /// Connections that are made, until their channels are closed.
    var live: [ConnectionID: WireConnection] = [:]
    /// Rings when something may have to end.
    var alarm: (task: Scheduled<Void>, time: NIODeadline)?
    var closePromise: EventLoopPromise<Void>?

    /// Connects to nothing yet.
    ///
    /// - Parameter makeChannel: makes channels of the loop, each of which is connected once; `nil`:
    ///   they are sockets.
    package init(
        target: WireTarget, limits: WireLimits = WireLimits(), loop: any EventLoop,
        makeChannel: (() -> any Channel)? = nil
    ) {
        self.target = target
        self.limits = limits
        self.loop = loop
        self.makeChannel = makeChannel
        state = ConnectionPoolState(limits: limits)
    }

    // MARK: Requests

    /// Sends a request on a connection of the pool.
    ///
    /// - Parameter completion: called exactly once, on the loop, never before this returns.
    package func send(
        _ request: WireRequest, deadline: NIODeadline,
        completion: @escaping (Result<WireReply, TransportError>) -> Void
    ) -> ExchangeID {
        begin(request, .request(completion: completion), deadline: deadline)
    }

    /// Sends a request on a connection of its own, and hands the reply on as it comes.
    ///
    /// - Parameter idleTimeout: the longest silence, before the head and within the body; time in
    ///   which nothing is to be read does not count.
    package func stream(
        _ request: WireRequest, idleTimeout: Duration, handler: WireStreamHandler
    ) -> ExchangeID {
        let idleTimeout = TimeAmount(idleTimeout)
        return begin(
            request, .stream(idleTimeout: idleTimeout, handler: handler),
            deadline: .now() + idleTimeout)
    }

    /// Makes a connection, TLS handshake included, and closes it.
    ///
    /// - Parameter completion: called exactly once, on the loop, never before this returns.
    @discardableResult
    package func connect(
        deadline: NIODeadline, completion: @escaping (Result<Void, TransportError>) -> Void
    ) -> ExchangeID {
        begin(nil, .connection(completion: completion), deadline: deadline)
    }

    /// Lets a stream go on after ``WireStreamHandler/onBytes``.
    package func readMore(_ id: ExchangeID) {
        loop.preconditionInEventLoop()
        guard let connection = exchanges[id]?.connection else { return }
        keepStream(id)
        connection.resume()
    }

    /// Gives up what is under way; nothing happens if that has ended.
    package func cancel(_ id: ExchangeID) {
        loop.preconditionInEventLoop()
        giveUp(id, .cancelled, "the caller gave up")
    }

    private func begin(
        _ request: WireRequest?, _ purpose: Exchange.Purpose, deadline: NIODeadline
    ) -> ExchangeID {
        loop.preconditionInEventLoop()
        lastExchange += 1
        let id = ExchangeID(lastExchange)
        var exchange = Exchange(
            purpose: purpose, method: request?.method ?? .GET, deadline: deadline)
        isBeginning = true
        defer { isBeginning = false }
        do throws(TransportError) {
            exchange.bytes = try request?.encoded(host: target.hostHeader)
            exchanges[id] = exchange
            try place(id, exchange)
        } catch {
            exchanges[id] = exchange
            end(id, with: error)
        }
        return id
    }

    // MARK: All of them

    /// Requests that are under way on a connection, streams not counted.
    package var inFlight: Int {
        loop.preconditionInEventLoop()
        return state.inFlight
    }

    /// Connections that are made or being made, those of streams not counted.
    package var connections: Int {
        loop.preconditionInEventLoop()
        return state.shared
    }

    /// Requests that wait for a connection.
    package var waiting: Int {
        loop.preconditionInEventLoop()
        return state.waiting
    }

    /// Ends everything at once because the endpoint is dead; the pool can be used again.
    package func abandon(_ reason: String) {
        loop.preconditionInEventLoop()
        end(state.removeAll(), .endpointLost, reason)
    }

    /// Ends everything and refuses what comes; succeeds when all connections are closed.
    package func shutdown() -> EventLoopFuture<Void> {
        loop.preconditionInEventLoop()
        let promise = closePromise ?? loop.makePromise()
        closePromise = promise
        alarm?.task.cancel()
        alarm = nil
        end(state.close(), .closed, "the client was closed")
        succeedIfClosed()
        return promise.futureResult
    }
}
