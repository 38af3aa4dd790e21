/// A forward change with all that is needed to be sure of it and to undo it.
public struct Step: Sendable {
    let node: YAMLNode
    /// The sagas that it starts.
    let children: [WorkflowDefinition]

    /// Puts a step together.
    ///
    /// - Parameters:
    ///   - id: its name within the workflow.
    ///   - needs: the steps that must be done before it; `nil`: the one before it.
    ///   - recovery: what becomes of the saga around it.
    ///   - iteration: what it is repeated for; without it, it runs once.
    ///   - parallel: how many of the repeats may be under way at once; 1 unless given.
    ///   - node: the node that it runs on, unless it is repeated for nodes.
    ///   - condition: whether it runs at all; without a condition it does.
    ///   - onFailure: what the saga does when it has failed for good; `nil`: as the workflow says.
    ///   - pool: the pool whose limits hold for its calls.
    ///   - timeout: how long one try of its calls may take; 10 seconds unless given.
    ///   - retry: how often its forward calls are tried.
    ///   - parts: what it does.
    public init(
        _ id: String, needs: [String]? = nil,
        class recovery: StepDefinition.Recovery = .compensatable,
        forEach iteration: StepDefinition.Iteration? = nil, parallel: Int? = nil,
        node: String? = nil, when condition: String? = nil, onFailure: FailurePolicy? = nil,
        pool: String? = nil, timeout: Duration? = nil, retry: Retry? = nil,
        @StepBuilder _ parts: () -> [StepPart]
    ) {
        let parts = parts()
        let outputs = parts.compactMap { part -> (key: String, value: YAMLNode?)? in
            guard case .output(let output) = part else { return nil }
            return (output.name, output.node)
        }
        let words: [(key: String, value: YAMLNode?)] = [
            ("id", .text(id)),
            ("needs", needs.map { .list($0.map { .text($0) }) }),
            ("class", .text(recovery.rawValue)),
            ("forEach", iteration.map { .text($0.text) }),
            ("parallel", parallel.map { .plain($0) }),
            ("node", node.map { .text($0) }),
            ("when", condition.map { .text($0) }),
            ("output", outputs.isEmpty ? nil : .mapping(outputs)),
            ("onFailure", onFailure.map { .text($0.rawValue) }),
            ("pool", pool.map { .text($0) }),
            ("timeout", timeout.map { .span($0) }),
            ("retry", retry?.node),
        ]
        self.node = .mapping(words + parts.compactMap(\.entry))
        children = parts.flatMap(\.children)
    }
}

extension StepPart {
    /// What stands in the step's mapping; outputs are gathered into one entry.
    fileprivate var entry: (key: String, value: YAMLNode?)? {
        switch self {
        case .before(let before): ("before", before.node)
        case .action(let action): ("action", action.call.node())
        case .probe(let probe): ("probe", probe.node)
        case .compensation(let compensation): ("compensation", compensation.call.node())
        case .nothingToUndo(let reason): ("compensation", reason.node)
        case .output: nil
        }
    }

    fileprivate var children: [WorkflowDefinition] {
        switch self {
        case .action(let action): action.call.children
        case .compensation(let compensation): compensation.call.children
        case .before, .probe, .nothingToUndo, .output: []
        }
    }
}
