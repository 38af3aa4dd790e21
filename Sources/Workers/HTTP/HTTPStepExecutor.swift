internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
public import Steps

/// Sends calls to the nodes of a cluster over HTTP.
public final class HTTPStepExecutor: StepExecutor {
    /// A connection that is not made by then never is.
    private static let connectTimeout = TimeAmount.seconds(2)
    /// A reply larger than this is not read to its end.
    private static let maximumBody = 1 << 20

    private let cluster: ClusterDefinition
    private let client: HTTPClient

    /// Connects to nothing yet.
    ///
    /// - Parameters:
    ///   - cluster: the nodes; only these are ever connected to.
    ///   - connectionsPerNode: persistent connections to one node, at most.
    public init(cluster: ClusterDefinition, connectionsPerNode: Int) {
        self.cluster = cluster
        var configuration = HTTPClient.Configuration()
        // A redirect would send a change to a place that the operator did not name.
        configuration.redirectConfiguration = .disallow
        configuration.timeout = .init(connect: Self.connectTimeout)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit =
            connectionsPerNode
        // Refused connections are the saga's business; hidden retries would eat its timeout.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.http1_1ConnectionDebugInitializer = ReplyHeadGuard.install
        client = HTTPClient(
            eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Closes the connections; requests that are under way fail.
    public func close() async throws {
        try await client.shutdown()
    }

    /// Sends one call and says what is known of its effect.
    public func execute(_ call: Call) async -> CallResult {
        guard let node = cluster.nodes[call.instance.node], let endpoint = node.endpoints.first
        else {
            return CallResult(
                .unreachable, detail: "node '\(call.instance.node)' is not in the cluster file")
        }
        let request: HTTPClient.Request
        do {
            request = try self.request(for: call, to: node, at: endpoint)
        } catch {
            return CallResult(.unreachable, detail: "the request could not be built: \(error)")
        }
        do {
            let accumulator = ResponseAccumulator(
                request: request, maxBodySize: Self.maximumBody)
            let response = try await client.execute(
                request: request, delegate: accumulator,
                deadline: .now() + .milliseconds(call.timeout.rawValue)
            ).get()
            return ReplyReader(call: call).result(
                status: Int(response.status.code), headers: response.headers,
                body: response.body)
        } catch {
            return TransportFailure.result(of: error, timeout: call.timeout)
        }
    }

    private func request(
        for call: Call, to node: NodeDefinition, at endpoint: EndpointDefinition
    ) throws -> HTTPClient.Request {
        var path = call.request.path
        if node.trailingSlash, !path.hasSuffix("/") { path += "/" }
        let base = endpoint.url.hasSuffix("/") ? String(endpoint.url.dropLast()) : endpoint.url
        var headers = HTTPHeaders()
        for (name, value) in node.headers.sorted(by: { $0.key < $1.key }) {
            headers.replaceOrAdd(name: name, value: value)
        }
        for (name, value) in call.request.headers {
            headers.replaceOrAdd(name: name, value: value)
        }
        headers.replaceOrAdd(name: "Idempotency-Key", value: call.idempotencyKey)
        return try HTTPClient.Request(
            url: base + path, method: HTTPMethod(rawValue: call.request.method),
            headers: headers, body: call.request.body.map { .string($0) })
    }
}
