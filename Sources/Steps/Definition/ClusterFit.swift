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
        let named =
            nodes.map { ("the saga", $0) }
            + workflow.children.flatMap { child in
                child.nodes(inputs: inputs, of: workflow).map { ("'\(child.name)'", $0) }
            }
            + plan.instances.compactMap { instance in
                instance.node.map { ("step '\(instance.step)'", $0) }
            }
        for child in workflow.children {
            let nodes = child.nodes(inputs: inputs, of: workflow)
            if Set(nodes).count < nodes.count {
                return "'\(child.name)' is given a node more than once: "
                    + nodes.map { PrintableText.line($0, limit: 80) }.joined(separator: ", ")
            }
        }
        guard let (who, node) = named.first(where: { cluster.nodes[$0.1] == nil }) else {
            return nil
        }
        return "\(who) runs on node '\(PrintableText.line(node, limit: 80))', which the cluster "
            + "file lacks; it has \(cluster.nodeNames.joined(separator: ", "))"
    }
}

extension ChildDefinition {
    /// The nodes that the parent's inputs name for it.
    fileprivate func nodes(inputs: [String: Value], of parent: WorkflowDefinition) -> [String] {
        guard let name = nodes,
            case .list(let values)? = inputs[name] ?? parent.inputs[name]?.default
        else { return [] }
        return values.map(\.description)
    }
}
