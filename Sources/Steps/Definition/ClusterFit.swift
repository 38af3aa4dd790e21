/// Says whether a cluster has what a workflow needs, which the workflow's file alone cannot tell.
public struct ClusterFit: Sendable {
    private let cluster: ClusterDefinition
    private let registered: Set<String>

    /// - Parameter registered: the names of the steps that are written in Swift.
    public init(_ cluster: ClusterDefinition, registered: Set<String> = []) {
        self.cluster = cluster
        self.registered = registered
    }

    /// What the cluster lacks for any saga of a workflow; `nil` if nothing.
    public func objection(to workflow: WorkflowDefinition) -> String? {
        for step in workflow.steps {
            let words = "step '\(step.id)'"
            if let pool = step.pool, cluster.flow.pools[pool] == nil {
                return "\(words) belongs to the pool '\(pool)', which the cluster file lacks"
            }
            for call in CallKind.allCases.compactMap({ step.call($0) }) {
                if let lack = lack(of: call.operation) { return "\(words) \(lack)" }
            }
        }
        return nil
    }

    private func lack(of operation: Operation) -> String? {
        switch operation {
        case .http(let request):
            guard let bearer = request.bearer, cluster.secrets[bearer] == nil else { return nil }
            return "needs the secret '\(bearer)', which the cluster file lacks"
        case .program(let name, _):
            guard cluster.programs[name] == nil else { return nil }
            return "runs the program '\(name)', which the cluster file does not allow"
        case .registered(let name, _):
            guard !registered.contains(name) else { return nil }
            return "uses '\(name)', which is written in Swift; this program has no such step"
        case .saga(let child):
            return child.definition.flatMap { objection(to: $0) }.map {
                "starts '\(child.name)', whose \($0)"
            }
        case .sleep, .signal: return nil
        }
    }

    /// What the cluster lacks for one saga; `nil` if nothing.
    ///
    /// - Parameters:
    ///   - inputs: the saga's, checked.
    ///   - nodes: the saga's; `nil`: all of the cluster.
    public func objection(
        to workflow: WorkflowDefinition, inputs: [String: Value], nodes: [String]? = nil
    ) -> String? {
        let nodes = nodes ?? cluster.nodeNames
        let plan = StepPlan(workflow, inputs: inputs, nodes: nodes)
        let unknown =
            nodes.first { cluster.nodes[$0] == nil }.map { ("the saga", $0) }
            ?? plan.instances.first { instance in
                instance.node.map { cluster.nodes[$0] == nil } ?? false
            }.map { ("step '\($0.step)'", $0.node ?? "") }
        guard let (who, node) = unknown else { return nil }
        return "\(who) runs on node '\(PrintableText.line(node, limit: 80))', which the cluster "
            + "file lacks; it has \(cluster.nodeNames.joined(separator: ", "))"
    }
}
