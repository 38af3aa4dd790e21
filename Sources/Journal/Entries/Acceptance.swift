public import Steps

/// What a saga is, fixed when it is accepted.
public struct Acceptance: Hashable, Sendable {
    /// The name of the workflow.
    public var workflow: String
    /// The version of its definition.
    public var definition: ContentHash
    /// The job that it belongs to.
    public var job: String
    /// Its key: a job accepts each key once.
    public var key: String
    /// The checked inputs.
    public var inputs: [String: Value]
    /// The nodes, in the order in which they are visited.
    public var nodes: [String]

    /// Puts an acceptance together.
    public init(
        workflow: String, definition: ContentHash, job: String, key: String,
        inputs: [String: Value], nodes: [String]
    ) {
        self.workflow = workflow
        self.definition = definition
        self.job = job
        self.key = key
        self.inputs = inputs
        self.nodes = nodes
    }

    /// The steps on their nodes, in the order in which they run; facts name them by index.
    public func plan(of definition: WorkflowDefinition) -> [StepInstance] {
        definition.steps.flatMap { step in
            switch step.target {
            case .everyNode: nodes.map { StepInstance(step: step.id, node: $0) }
            case .node(let node): [StepInstance(step: step.id, node: node)]
            }
        }
    }
}
