public import Logging
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
public import Steps
public import Transport

/// Sends calls to the nodes of a cluster over HTTP, each to the endpoint that serves best.
public final class HTTPStepExecutor: StepExecutor {
    /// The client of each node.
    public let clients: [String: FailoverClient]
    private let cluster: ClusterDefinition
    private let secrets: Secrets

    /// Connects to nothing yet.
    ///
    /// - Parameters:
    ///   - cluster: the nodes; only these are ever connected to.
    ///   - connectionsPerEndpoint: persistent connections to one endpoint, at most.
    /// - Throws: ``TransportError`` if a setting makes no sense, naming the node.
    public init(
        cluster: ClusterDefinition, connectionsPerEndpoint: Int,
        logger: Logger = Logger(label: "saga.transport") { _ in SwiftLogNoOpLogHandler() }
    ) throws(TransportError) {
        self.cluster = cluster
        secrets = Secrets(cluster.secrets)
        // One loop for all: on few cores a second one only adds hops.
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        var clients: [String: FailoverClient] = [:]
        for (name, node) in cluster.nodes {
            var settings = TransportSettings(node: node)
            settings.connections.limit = connectionsPerEndpoint
            var logger = logger
            logger[metadataKey: "node"] = "\(name)"
            do {
                clients[name] = try FailoverClient(
                    endpoints: node.endpoints.map {
                        Endpoint(url: $0.url, weight: $0.weight, lagURL: $0.lag)
                    }, settings: settings, loop: loop, logger: logger)
            } catch {
                let words = error.message.replacing("healthChecks.", with: "failover.")
                    .replacing("circuitBreaker.", with: "failover.")
                throw TransportError(error.code, "node '\(name)': \(words)")
            }
        }
        self.clients = clients
    }

    /// Watches the endpoints while `body` runs, and closes all connections after it.
    public func serving<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in clients.values { group.addTask { await client.run() } }
            do {
                let result = try await body()
                await close()
                return result
            } catch {
                await close()
                throw error
            }
        }
    }

    /// Sends one call and says what is known of its effect.
    public func execute(_ call: Call) async -> CallResult {
        guard case .http(let request) = call.operation else {
            return CallResult(.unreachable, detail: "this is no request to a node")
        }
        guard let name = call.instance.node, let node = cluster.nodes[name],
            let client = clients[name]
        else {
            let name = call.instance.node ?? ""
            return CallResult(.unreachable, detail: "node '\(name)' is not in the cluster file")
        }
        let token: String?
        do throws(SecretError) {
            token = try (request.bearer ?? node.bearer).map(secrets.value)
        } catch {
            return CallResult(.unreachable, detail: "nothing was sent: \(error.message)")
        }
        return await send(request, of: call, token, to: node, through: client)
    }

    private func send(
        _ request: Call.Request, of call: Call, _ token: String?, to node: NodeDefinition,
        through client: FailoverClient
    ) async -> CallResult {
        let hasChoice = client.endpointCount > 1
        do throws(TransportError) {
            let reply = try await client.send(
                transported(request, of: call, token, to: node, isRepeatable: hasChoice))
            var result = ReplyReader(call: call, secret: token).result(
                status: reply.status, headers: reply.headers, body: reply.body)
            if reply.followsDoubt, result.outcome == .rejected, !call.kind.isRead {
                // "It exists already" may be the echo of a try whose reply was lost.
                result.outcome = .unknown
                result.detail += ", after a try of unknown outcome"
            }
            if hasChoice { result.detail += " (\(reply.endpoint))" }
            return result
        } catch {
            let words = hasChoice ? error.description : error.message
            return CallResult(
                error.effect == .none ? .unreachable : .unknown, detail: Excerpt.of(words),
                retryAfter: error.retryAfter.map { Milliseconds(rawValue: $0.milliseconds) })
        }
    }

    private func close() async {
        for client in clients.values { await client.close() }
    }

    private func transported(
        _ request: Call.Request, of call: Call, _ token: String?, to node: NodeDefinition,
        isRepeatable hasChoice: Bool
    ) -> Transport.Request {
        var path = request.path
        if node.trailingSlash, !path.hasSuffix("/") { path += "/" }
        var headers = HTTPHeaders()
        for (name, value) in request.headers { headers.replaceOrAdd(name: name, value: value) }
        if let token { headers.replaceOrAdd(name: "Authorization", value: "Bearer \(token)") }
        var request = Transport.Request(
            HTTPMethod(rawValue: request.method), path, headers: headers,
            body: request.body.map { ByteBuffer(string: $0) },
            timeout: call.timeout.duration, idempotencyKey: call.idempotencyKey)
        // Without another endpoint the saga's own retries are the better ones: they wait longer,
        // and they are journaled.
        request.isRepeatable = hasChoice && (node.sharesIdempotency || call.kind.isRead)
        return request
    }
}

extension CallKind {
    /// Whether it only looks.
    fileprivate var isRead: Bool {
        switch self {
        case .before, .probe: true
        case .action, .compensation: false
        }
    }
}

extension Duration {
    fileprivate var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
