internal import NIOCore
internal import NIOHTTP1

/// Connections for health checks alone; belongs to the client's event loop.
final class ProbeConnections: @unchecked Sendable {
    // Touched on the loop alone.

    private struct Key: Hashable {
        let base: String
        let tls: TLSSettings?
    }

    private let loop: any EventLoop
    private let settings: TransportSettings
    private let tls: WireTLS
    private var pools: [Key: ConnectionPool] = [:]
    private var isClosed = false

    init(loop: any EventLoop, settings: TransportSettings, tls: WireTLS) {
        self.loop = loop
        self.settings = settings
        self.tls = tls
    }

    /// Sends one request.
    ///
    /// - Parameters:
    ///   - base: the URL of the server.
    ///   - tls: `nil`: as for the endpoints.
    ///   - isForeign: whether the server is another one than the endpoint's.
    func send(
        _ method: HTTPMethod, _ path: String, headers: HTTPHeaders, base: String,
        tls: TLSSettings?, isForeign: Bool = false, deadline: ContinuousClock.Instant
    ) async throws(TransportError) -> Reply {
        let address = try EndpointURL(base)
        var headers = headers
        // What is sent with every request may be a secret that is none of another host's business.
        for (name, value) in settings.headers where !isForeign && !headers.contains(name: name) {
            headers.add(name: name, value: value)
        }
        let wire = WireRequest(
            method: method, path: address.basePath + path, headers: headers)
        var result = await exchange(wire, address, Key(base: base, tls: tls), deadline)
        if case .failure(let error) = result, error.code == .connectionLost {
            // An idle connection that the server has just closed says nothing about its health.
            result = await exchange(wire, address, Key(base: base, tls: tls), deadline)
        }
        let reply = try result.get()
        return Reply(
            status: reply.status, fields: reply.fields, body: reply.body, endpoint: base,
            tries: 1, followsDoubt: false)
    }

    private func exchange(
        _ wire: WireRequest, _ address: EndpointURL, _ key: Key,
        _ deadline: ContinuousClock.Instant
    ) async -> Result<WireReply, TransportError> {
        let limit = NIODeadline.now() + TimeAmount(max(.zero, deadline - .now))
        return await withCheckedContinuation { continuation in
            loop.execute {
                do throws(TransportError) {
                    let pool = try self.pool(to: address, key)
                    _ = pool.send(wire, deadline: limit) { continuation.resume(returning: $0) }
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
    }

    /// Closes the connections to a server whose endpoint was removed.
    func forget(_ base: String) {
        for key in pools.keys where key.base == base {
            _ = pools.removeValue(forKey: key)?.shutdown()
        }
    }

    /// Makes a connection, and closes it.
    func connect(
        _ base: String, deadline: ContinuousClock.Instant
    ) async throws(TransportError) {
        let address = try EndpointURL(base)
        let limit = NIODeadline.now() + TimeAmount(max(.zero, deadline - .now))
        let result: Result<Void, TransportError> = await withCheckedContinuation { continuation in
            loop.execute {
                do throws(TransportError) {
                    let pool = try self.pool(to: address, Key(base: base, tls: nil))
                    pool.connect(deadline: limit) { continuation.resume(returning: $0) }
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        try result.get()
    }

    /// Closes all connections.
    func close() -> EventLoopFuture<Void> {
        isClosed = true
        return .andAllComplete(pools.values.map { $0.shutdown() }, on: loop)
    }

    private func pool(
        to address: EndpointURL, _ key: Key
    ) throws(TransportError) -> ConnectionPool {
        guard !isClosed else { throw TransportError(.closed, "the client was closed") }
        if let pool = pools[key] { return pool }
        let tls = try key.tls.map { settings throws(TransportError) in try WireTLS(settings) }
        var limits = WireLimits(settings.connections)
        limits.connections = 4
        let pool = ConnectionPool(
            target: try WireTarget(address, tls: tls ?? self.tls), limits: limits, loop: loop)
        pools[key] = pool
        return pool
    }
}
