public import Logging
public import Steps
public import Transport

/// Sends calls to the nodes of a cluster over HTTP, each to the endpoint that serves best.
public final class HTTPStepExecutor: StepExecutor {
    /// The client of each node.
    public let clients: [String: FailoverClient]
    /// Where the connections are: those of a node all on one loop.
    public let shards: EventLoopShards
    private let cluster: ClusterDefinition
    private let secrets: Secrets
    private let epoch: Int

    /// Connects to nothing yet.
    ///
    /// - Parameters:
    ///   - cluster: the nodes; only these are ever connected to.
    ///   - connectionsPerEndpoint: persistent connections to one endpoint, at most.
    ///   - shards: the event loops that the nodes are spread over.
    /// - Throws: ``TransportError`` if a setting makes no sense, naming the node.
    public init(
        cluster: ClusterDefinition, connectionsPerEndpoint: Int,
        shards: EventLoopShards = EventLoopShards(),
        logger: Logger = Logger(label: "saga.transport") { _ in SwiftLogNoOpLogHandler() }
    ) throws(TransportError) {
        self.cluster = cluster
        secrets = Secrets(cluster.secrets)
        epoch = 1
        self.shards = shards
        var clients: [String: FailoverClient] = [:]
        for (number, name) in cluster.nodes.keys.sorted().enumerated() {
            guard let node = cluster.nodes[name] else { continue }
            var settings = TransportSettings(node: node)
            settings.connections.limit = connectionsPerEndpoint
            var logger = logger
            logger[metadataKey: "node"] = "\(name)"
            do {
                clients[name] = try FailoverClient(
                    endpoints: node.endpoints.map {
                        Endpoint(url: $0.url, weight: $0.weight, lagURL: $0.lag)
                    }, settings: settings, loop: shards[number].loop, logger: logger)
            } catch {
                let words = error.message.replacing("healthChecks.", with: "failover.")
                    .replacing("circuitBreaker.", with: "failover.")
                throw TransportError(error.code, "node '\(name)': \(words)")
            }
        }
        self.clients = clients
    }

    /// The same connections, for the calls of a journal.
    ///
    /// - Parameter epoch: the journal's, which nodes are told with every request.
    public func sending(epoch: Int) -> HTTPStepExecutor {
        HTTPStepExecutor(
            clients: clients, shards: shards, cluster: cluster, secrets: secrets, epoch: epoch)
    }

    private init(
        clients: [String: FailoverClient], shards: EventLoopShards, cluster: ClusterDefinition,
        secrets: Secrets, epoch: Int
    ) {
        self.clients = clients
        self.shards = shards
        self.cluster = cluster
        self.secrets = secrets
        self.epoch = epoch
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
        var token: String?
        if let name = request.bearer ?? node.bearer {
            // It may stand in a file, and nothing is read from a file where the connections are.
            let secret = await Blocking.run { [secrets] in
                Result { () throws(SecretError) in try secrets.value(name) }
            }
            switch secret {
            case .success(let text): token = text
            case .failure(let error):
                return CallResult(.unreachable, detail: "nothing was sent: \(error.message)")
            }
        }
        let exchange = HTTPExchange(
            request, of: call, to: node, hasChoice: client.endpointCount > 1, epoch: epoch,
            token: token)
        do throws(TransportError) {
            return exchange.result(.success(try await client.send(exchange.request)))
        } catch {
            return exchange.result(.failure(error))
        }
    }

    private func close() async {
        for client in clients.values { await client.close() }
    }
}
