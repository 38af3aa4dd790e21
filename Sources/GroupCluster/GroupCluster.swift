import Logging
public import ServiceLifecycle

/// A cluster of group nodes: the reference API that demos and tests run against.
///
/// Each node listens on a port of its own on the loopback interface and keeps its groups and a
/// ledger of its requests in SQLite. Faults are injected from a seed, and on request.
public struct GroupCluster: Service {
    private let configuration: GroupClusterConfiguration
    private let roster: NodeRoster

    /// Creates the cluster and opens its database, on the calling thread.
    ///
    /// - Throws: ``GroupClusterError`` if a value is out of its range or the database is unusable.
    public init(configuration: GroupClusterConfiguration) throws(GroupClusterError) {
        try configuration.validate()
        let nodes = configuration.nodeNames.enumerated().map { index, name in
            let plan = FaultPlan(
                seed: configuration.seed, node: index,
                probability: configuration.randomBehavior, mode: configuration.fault)
            return Node(
                name: name, tables: NodeTables(node: name),
                control: NodeControl(ControlState(plan: plan, lag: configuration.lag)))
        }
        let store = try GroupStore(path: configuration.database, tables: nodes.map(\.tables))
        self.configuration = configuration
        roster = NodeRoster(nodes: nodes, store: store)
    }

    /// Serves until the surrounding service group shuts down.
    ///
    /// - Throws: ``GroupClusterError`` naming the port if a node cannot listen.
    public func run() async throws {
        let rollCall = RollCall(of: roster.nodes.count, onComplete: configuration.onReady)
        let groups = GroupService(
            store: roster.store, honorsTimestamp: configuration.timestamps,
            logger: configuration.logger)
        let servers = roster.nodes.enumerated().map { index, node in
            let server = NodeServer(
                name: node.name,
                port: configuration.port == 0 ? 0 : configuration.port + index,
                responder: NodeResponder(
                    own: node, roster: roster, groups: groups, configuration: configuration),
                logger: configuration.logger,
                onReady: { rollCall.answer(node.name, url: $0) })
            return ServiceGroupConfiguration.ServiceConfiguration(
                service: server, failureTerminationBehavior: .gracefullyShutdownGroup)
        }
        let group = ServiceGroup(
            configuration: .init(services: servers, logger: configuration.logger))
        try await group.run()
    }
}
