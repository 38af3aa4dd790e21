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

    /// How urgent it is: 1 is most, 5 is least.
    public var priority: Int
    /// It does not start earlier.
    public var notBefore: Timestamp?
    /// The step that started it, if another saga did.
    public var parent: ParentStep?
    /// The schedule that started it, if one did.
    public var schedule: String?

    /// Puts an acceptance together.
    public init(
        workflow: String, definition: ContentHash, job: String, key: String,
        inputs: [String: Value], nodes: [String], priority: Int = 3,
        notBefore: Timestamp? = nil, parent: ParentStep? = nil, schedule: String? = nil
    ) {
        self.priority = priority
        self.notBefore = notBefore
        self.parent = parent
        self.schedule = schedule
        self.workflow = workflow
        self.definition = definition
        self.job = job
        self.key = key
        self.inputs = inputs
        self.nodes = nodes
    }

    /// The steps on their nodes; facts name them by index.
    public func plan(of definition: WorkflowDefinition) -> StepPlan {
        StepPlan(definition, inputs: inputs, nodes: nodes)
    }
}

/// A step that another saga was started for.
public struct ParentStep: Hashable, Sendable {
    /// The saga that started it.
    public var saga: SagaID
    /// The index of the step in that saga's plan.
    public var step: Int
    /// Whether it is the step's action or its compensation.
    public var kind: CallKind

    /// Names a step of a saga.
    public init(saga: SagaID, step: Int, kind: CallKind) {
        self.saga = saga
        self.step = step
        self.kind = kind
    }
}
