public import Steps
internal import Workers

/// Puts a node to the test, to see whether it keeps the wire barrier (docs/barrier.md).
///
/// Sends what the engine would send, duplicated, reordered and out of date, and looks at replies
/// and probes alone. Each case has ids of its own, and takes away what it has left.
public final class Conformance: Sendable {
    let subject: ConformanceSubject
    let cluster: ClusterDefinition
    let executor: HTTPStepExecutor
    /// The name that the node has in the requests.
    let node: String
    let ids = FreshIDs()

    /// How many duplicates are sent at once.
    static let crowd = 8

    /// Connects to nothing yet.
    ///
    /// - Parameters:
    ///   - definition: where the node is, and how it wants to be spoken to.
    ///   - secrets: where the secrets are that its requests name.
    /// - Throws: an error that says what is wrong with the inputs or the node.
    public init(
        _ subject: ConformanceSubject, node definition: NodeDefinition,
        secrets: [String: SecretDefinition] = [:]
    ) throws {
        self.subject = subject
        node = try subject.saga(ids.next(), resource: "sample", node: "node").node
        var definition = definition
        definition.barrier = true
        cluster = ClusterDefinition(nodes: [node: definition], secrets: secrets)
        try ClusterValidator.validate(cluster)
        executor = try HTTPStepExecutor(
            cluster: cluster, connectionsPerEndpoint: Self.crowd)
    }

    /// Runs all cases, one after the other.
    ///
    /// - Throws: ``ConformanceError`` if the node does not answer, or does not do what is asked.
    public func run() async throws -> ConformanceReport {
        try await executor.serving {
            var report = ConformanceReport()
            for guarantee in Guarantee.allCases {
                let one = ConformanceCase(self)
                try await one.run(guarantee)
                // Before anything is sent to clean up, which is no evidence.
                report.findings.append(
                    ConformanceReport.Finding(
                        guarantee: guarantee, verdict: one.verdict, exchanges: one.exchanges))
                report.leftovers += try await one.cleanUp()
            }
            return report
        }
    }
}
