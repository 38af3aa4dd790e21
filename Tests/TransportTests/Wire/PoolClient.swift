import NIOCore
import NIOHTTP1
import NIOPosix
import Testing

@testable import Transport

/// A pool that tests can use from their tasks.
struct PoolClient: Sendable {
    let pool: ConnectionPool

    /// Gives a test a pool, and shuts it down after it.
    static func run<Result>(
        host: String = "127.0.0.1", port: Int, limits: WireLimits = WireLimits(),
        tls: WireTLS? = nil, serverHostname: String? = nil,
        body: (PoolClient) async throws -> Result
    ) async throws -> Result {
        let client = PoolClient(
            pool: ConnectionPool(
                target: WireTarget(
                    host: host, port: port, tls: tls, serverHostname: serverHostname),
                limits: limits, loop: MultiThreadedEventLoopGroup.singleton.next()))
        do {
            let result = try await body(client)
            try await client.shutdown()
            return result
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    func shutdown() async throws {
        try await pool.loop.flatSubmit { pool.shutdown() }.get()
    }

    /// A continuation ends the process when it is resumed twice, and warns when never.
    func send(
        _ request: WireRequest = .get, timeout: TimeAmount = .seconds(60)
    ) async -> Result<WireReply, TransportError> {
        await withCheckedContinuation { continuation in
            pool.loop.execute {
                _ = pool.send(request, deadline: .now() + timeout) {
                    pool.loop.preconditionInEventLoop()
                    continuation.resume(returning: $0)
                }
            }
        }
    }

    /// Begins a request without waiting for its end.
    func begin(
        _ request: WireRequest = .get, timeout: TimeAmount = .seconds(60)
    ) async throws -> Pending {
        let promise = pool.loop.makePromise(of: Result<WireReply, TransportError>.self)
        let id = try await onLoop { pool in
            pool.send(request, deadline: .now() + timeout) { promise.succeed($0) }
        }
        return Pending(id: id, end: promise.futureResult)
    }

    struct Pending: Sendable {
        let id: ExchangeID
        let end: EventLoopFuture<Result<WireReply, TransportError>>

        var result: Result<WireReply, TransportError> {
            get async throws { try await end.get() }
        }
    }

    func connect(timeout: TimeAmount = .seconds(60)) async -> Result<Void, TransportError> {
        await withCheckedContinuation { continuation in
            pool.loop.execute {
                pool.connect(deadline: .now() + timeout) { continuation.resume(returning: $0) }
            }
        }
    }

    /// Expects numbers of requests in flight, connections, and requests that wait.
    func expectCounts(
        _ expected: [Int], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let counts = try await onLoop { [$0.inFlight, $0.connections, $0.waiting] }
        #expect(counts == expected, sourceLocation: sourceLocation)
    }

    func onLoop<Result: Sendable>(
        _ body: @escaping @Sendable (ConnectionPool) -> Result
    ) async throws -> Result {
        try await pool.loop.submit { body(pool) }.get()
    }
}

extension WireRequest {
    static let get = WireRequest(method: .GET, path: "/")
}

extension Result<WireReply, TransportError> {
    var error: TransportError? {
        if case .failure(let error) = self { error } else { nil }
    }

    var body: String? {
        (try? get()).map { String(buffer: $0.body) }
    }
}

extension String {
    /// A reply with a length.
    static func ok(_ body: String = "ok", headers: String = "") -> String {
        "HTTP/1.1 200 OK\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }
}
