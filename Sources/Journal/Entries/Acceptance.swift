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
    /// How urgent it is; see ``Lane/priorities``.
    public var priority: Int
    /// When it may start, if not at once.
    public var notBefore: Timestamp?
    /// The step of another saga that it was started for.
    public var parent: ParentStep?
    /// The name of the schedule that submitted it.
    public var schedule: String?

    /// Puts an acceptance together.
    public init(
        workflow: String, definition: ContentHash, job: String, key: String,
        inputs: [String: Value], nodes: [String], priority: Int = Lane.usualPriority,
        notBefore: Timestamp? = nil, parent: ParentStep? = nil, schedule: String? = nil
    ) {
        self.workflow = workflow
        self.definition = definition
        self.job = job
        self.key = key
        self.inputs = inputs
        self.nodes = nodes
        self.priority = priority
        self.notBefore = notBefore
        self.parent = parent
        self.schedule = schedule
    }

    /// Those with whom it takes turns to start.
    public var lane: Lane { Lane(priority: priority, job: job) }

    /// The steps on their nodes; facts name them by index.
    public func plan(of definition: WorkflowDefinition) -> StepPlan {
        StepPlan(definition, inputs: inputs, nodes: nodes)
    }
}
