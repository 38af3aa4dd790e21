internal import Steps

/// What a saga has to do, by the version of its workflow that it goes by.
struct TrailPlan: Sendable {
    let workflow: WorkflowDefinition
    let graph: StepGraph
    /// The instances of each step, by the step's index and in the order in which they are visited.
    let instances: [[InstanceName]]
    private let indexes: [String: Int]

    init(_ workflow: WorkflowDefinition, of saga: AcceptanceRecord) {
        self.workflow = workflow
        graph = StepGraph(workflow.steps)
        let plan = StepPlan(workflow, inputs: saga.inputs, nodes: saga.nodes)
        instances = plan.ranges.map { range in plan.instances[range].map { InstanceName($0) } }
        indexes = Dictionary(
            workflow.steps.enumerated().map { ($1.id, $0) },
            uniquingKeysWith: { first, _ in first })
    }

    /// All instances in the order of the plan.
    var all: [InstanceName] { instances.flatMap(\.self) }

    /// The index of the step that an instance is of; `nil` if it is not in the plan.
    func index(of instance: InstanceName) -> Int? {
        indexes[instance.step].flatMap { instances[$0].contains(instance) ? $0 : nil }
    }

    /// The step that an instance is of; `nil` if there is none of that id.
    func step(of instance: InstanceName) -> StepDefinition? {
        indexes[instance.step].map { workflow.steps[$0] }
    }

    /// What its failure means for the saga.
    func failurePolicy(of instance: InstanceName) -> FailurePolicy {
        step(of: instance)?.onFailure ?? workflow.onFailure
    }

    /// The instances of all steps that must be done before a step starts.
    func instances(before step: Int) -> [InstanceName] {
        graph.order.filter { graph.isBefore($0, step) }.flatMap { instances[$0] }
    }

    /// The instances of all steps that start only after a step.
    func instances(after step: Int) -> [InstanceName] {
        graph.order.filter { graph.isBefore(step, $0) }.flatMap { instances[$0] }
    }
}
