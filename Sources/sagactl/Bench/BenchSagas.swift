internal import Steps

/// The sagas that a machine is measured with: a group is created on three nodes, in order.
enum BenchSagas {
    static let nodes = ["node01", "node02", "node03"]

    static func workflow() throws -> WorkflowDefinition {
        try WorkflowDecoder.decode(text, file: "bench.yaml")
    }

    /// Nodes of which nothing but the URL is known, which all have the same.
    static func cluster(at url: String) -> ClusterDefinition {
        let definition = NodeDefinition(endpoints: [EndpointDefinition(url: url)], timestamps: true)
        return ClusterDefinition(
            nodes: Dictionary(uniqueKeysWithValues: nodes.map { ($0, definition) }))
    }

    /// `workflows/create-group.yaml`, as far as nothing goes wrong.
    private static let text = """
        workflow: bench
        inputs:
          groupId: { type: string }
        locks: ["group/${input.groupId}"]
        steps:
          - id: create
            forEach: nodes
            action:
              POST: /v1/group
              headers: { timestamp: "${saga.timestamp}" }
              json: { groupId: "${input.groupId}" }
              succeeded: [201]
            compensation:
              DELETE: /v1/group
              headers: { timestamp: "${saga.timestamp}" }
              json: { groupId: "${input.groupId}" }
              succeeded: [200, 404]
        """
}
