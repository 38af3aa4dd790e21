/// A workflow's steps for one saga, each repeated for its nodes or items: what is tried, settled
/// and compensated.
///
/// Entries name instances by their index in it.
public struct StepPlan: Hashable, Sendable {
    /// The instances, step by step in the order of the workflow.
    public let instances: [StepInstance]
    /// The indexes of each step's instances.
    public let ranges: [Range<Int>]

    /// Lays out the steps.
    ///
    /// - Parameters:
    ///   - inputs: the saga's, checked; what is missing, as after a change of the workflow, has its
    ///     default.
    ///   - nodes: the saga's, in the order in which they are visited.
    public init(_ workflow: WorkflowDefinition, inputs: [String: Value], nodes: [String]) {
        let inputs =
            workflow.steps.contains(where: \.dependsOnInputs)
            ? workflow.inputs.compactMapValues(\.default).merging(inputs) { $1 } : inputs
        var instances: [StepInstance] = []
        var ranges: [Range<Int>] = []
        instances.reserveCapacity(workflow.steps.count * nodes.count)
        ranges.reserveCapacity(workflow.steps.count)
        for step in workflow.steps {
            let start = instances.count
            switch step.forEach {
            case .nodes:
                for node in nodes { instances.append(StepInstance(step: step.id, node: node)) }
            case .input(let name):
                guard case .list(let values)? = inputs[name] else { break }
                for (index, value) in values.enumerated() {
                    let item = StepInstance.Item(number: index + 1, value: value)
                    let node = step.node(inputs: inputs, item: value)
                    instances.append(StepInstance(step: step.id, node: node, item: item))
                }
            case nil:
                let node = step.node(inputs: inputs, item: nil)
                instances.append(StepInstance(step: step.id, node: node))
            }
            ranges.append(start..<instances.count)
        }
        self.instances = instances
        self.ranges = ranges
    }

    /// The index of the step that an instance is of.
    public func step(of instance: Int) -> Int {
        ranges.place(of: instance)
    }
}

extension [Range<Int>] {
    /// The index of the range that holds a number; ranges rise, and some may be empty.
    package func place(of number: Int) -> Int {
        var low = 0
        var high = count - 1
        while low < high {
            let middle = (low + high) / 2
            if self[middle].upperBound > number {
                high = middle
            } else {
                low = middle + 1
            }
        }
        return low
    }
}

extension StepDefinition {
    /// Whether a saga's inputs say where it runs, or how often.
    fileprivate var dependsOnInputs: Bool {
        if case .input? = forEach { true } else { node != nil }
    }

    /// The name of the node; the validator sees to it that a template refers to inputs and the
    /// item alone.
    fileprivate func node(inputs: [String: Value], item: Value?) -> String? {
        guard let node else { return nil }
        let text = try? node.text { reference in
            switch reference {
            case .input(let name): inputs[name]
            case .item: item
            default: nil
            }
        }
        return text ?? ""
    }
}
