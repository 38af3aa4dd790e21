internal import NIOCore
internal import NIOHTTP1

extension ClientCore {
    /// The connections to an endpoint.
    func line(to id: EndpointID) throws(TransportError) -> Line {
        if let line = lines[id] { return line }
        guard let (endpoint, address) = state.endpoint(of: id) else {
            throw TransportError(.unknownEndpoint, "the endpoint was removed")
        }
        let pool = ConnectionPool(
            target: try WireTarget(address, tls: tls),
            limits: WireLimits(state.settings.connections), loop: loop)
        let line = Line(pool: pool, url: endpoint.url, basePath: address.basePath)
        lines[id] = line
        return line
    }

    /// The request as an endpoint gets it.
    func wire(_ request: Request, on line: Line) throws(TransportError) -> WireRequest {
        guard request.path.utf8.first == UInt8(ascii: "/") else {
            throw TransportError(.invalidRequest, "the path '\(request.path)' has no leading slash")
        }
        let path = line.basePath.isEmpty ? request.path : line.basePath + request.path
        return WireRequest(
            method: request.method, path: path, headers: request.headers,
            defaults: state.settings.headers, idempotencyKey: request.idempotencyKey,
            body: request.body)
    }

    /// Lets what is under way at a removed endpoint end, and closes its connections then.
    func retire(_ id: EndpointID) {
        guard let line = lines.removeValue(forKey: id) else { return }
        probeConnections.forget(line.url)
        leaving[id] = line
        closeWhenIdle(id)
    }

    private func closeWhenIdle(_ id: EndpointID) {
        guard let pool = leaving[id]?.pool else { return }
        if pool.inFlight == 0, pool.waiting == 0 {
            leaving[id] = nil
            _ = pool.shutdown()
            return
        }
        loop.scheduleTask(in: .milliseconds(100)) { [weak self] in self?.closeWhenIdle(id) }
    }

    /// Refuses everything from now on, and closes all connections.
    func close() -> EventLoopFuture<Void> {
        loop.preconditionInEventLoop()
        isClosed = true
        endChecks()
        for feed in Array(feeds.values) { leave(feed) }
        askAgain()
        endDelays()
        let pools = (Array(lines.values) + Array(leaving.values)).map(\.pool)
        return .andAllComplete(
            pools.map { $0.shutdown() } + [probeConnections.close()], on: loop)
    }
}
