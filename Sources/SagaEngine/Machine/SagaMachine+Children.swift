public import Journal
public import Steps

/// The sagas that a saga starts, and the locks that it holds for itself and for them.
extension SagaMachine {
    /// The saga that a step under way has started, or is to start.
    public func child(_ index: Int) -> ChildCall? {
        guard let attempt = steps[index].inFlight,
            case .saga(let child)? = step(index).call(attempt.kind)?.operation,
            let definition = definition.children[stepIndex(of: index)]?[attempt.kind],
            let inputs = try? inputs(of: child, startedBy: index)
        else { return nil }
        return ChildCall(
            attempt: attempt, definition: definition,
            key: childKey(attempt), inputs: inputs, nodes: nodes(of: child))
    }

    /// What makes a child one and the same; a try that failed is followed by another child.
    private func childKey(_ attempt: Attempt) -> String {
        "\(id)/\(instance(attempt.step))/\(attempt.kind)/\(attempt.number)"
    }

    /// The step that waits for the child of a key.
    ///
    /// - Parameter likely: where it was when the child was started; a migration may have moved it.
    func stepWaiting(forChild key: String, likely: Int?) -> Int? {
        func waits(_ index: Int) -> Bool {
            steps[index].inFlight.map { childKey($0) == key } ?? false
        }
        if let likely, steps.indices.contains(likely), waits(likely) { return likely }
        return steps.indices.first(where: waits)
    }

    private func stepIndex(of index: Int) -> Int {
        definition.index(of: instance(index).step)
    }

    /// The inputs of a child, checked against its definition.
    func inputs(
        of child: ChildDefinition, startedBy index: Int
    ) throws(TemplateError) -> [String: Value] {
        let scope = scope(ofStep: index)
        var given: [String: Value] = [:]
        for (name, template) in child.inputs { given[name] = try template.value(in: scope) }
        do throws(InputError) {
            return try child.definition?.checkedInputs(given) ?? given
        } catch {
            throw TemplateError("the inputs of '\(child.name)' do not fit: \(error)")
        }
    }

    private func nodes(of child: ChildDefinition) -> [String] {
        guard let name = child.nodes, case .list(let values)? = acceptance.inputs[name] else {
            return acceptance.nodes
        }
        return values.map(\.description)
    }

    /// The names of the locks that it holds while it runs, in the order of acquisition.
    ///
    /// A child has none: its parent holds them from the start, with those of all its children, so
    /// that locks are acquired in order and no circle of waiting sagas can close.
    public var lockNames: [String] {
        acceptance.parent == nil ? neededLocks : []
    }

    /// The names of the locks that it, or its parent for it, has to hold.
    var neededLocks: [String] {
        let workflow = definition.workflow
        // A lock refers to inputs and the saga alone, which the validator checks; so it has a text.
        let own = workflow.locks.compactMap { lock in
            try? lock.text { value(of: $0, seenFrom: nil, nil, in: nil) }
        }
        let children =
            definition.children.isEmpty
            ? [] : workflow.childLocks(plan, nodes: acceptance.nodes) { scope(ofStep: $0) }
        let schedule = acceptance.schedule.map { ["schedule/\($0)"] } ?? []
        let all = own + children + schedule
        return all.count > 1 ? Set(all).sorted() : all
    }
}

extension WorkflowDefinition {
    /// The locks of all the sagas that one of this workflow can start, directly or not.
    ///
    /// What their names depend on is known before anything starts, which the validator checks.
    fileprivate func childLocks(
        _ plan: StepPlan, nodes: [String], scope: (Int) -> Scope
    ) -> [String] {
        guard !children.isEmpty else { return [] }
        return zip(steps, plan.ranges).flatMap { step, range in
            [step.action, step.compensation].flatMap { call -> [String] in
                guard case .saga(let child)? = call?.operation else { return [] }
                return range.flatMap { child.locks(in: scope($0), nodes: nodes) }
            }
        }
    }
}

extension ChildDefinition {
    /// The locks of the child and of its children.
    fileprivate func locks(in scope: Scope, nodes parentNodes: [String]) -> [String] {
        guard let workflow = definition else { return [] }
        let given = inputs.compactMapValues { try? $0.value(in: scope) }
        let inputs = workflow.inputs.compactMapValues(\.default).merging(given) { $1 }
        var nodes = parentNodes
        if let list = self.nodes, case .list(let values)? = scope(.input(list)) {
            nodes = values.map(\.description)
        }
        let plan = StepPlan(workflow, inputs: inputs, nodes: nodes)
        func inner(_ index: Int?) -> Scope {
            { reference in
                switch reference {
                case .input(let name): inputs[name]
                case .item: index.flatMap { plan.instances[$0].item?.value }
                case .nodeName: index.flatMap { plan.instances[$0].node }.map { .string($0) }
                default: nil
                }
            }
        }
        return workflow.locks.compactMap { try? $0.text(in: inner(nil)) }
            + workflow.childLocks(plan, nodes: nodes, scope: inner)
    }
}

/// A saga that another one starts.
public struct ChildCall: Sendable {
    /// What it is for: a try of a step of the parent.
    public let attempt: Attempt
    /// What it is.
    public let definition: PinnedDefinition
    /// What makes it one and the same, however often it is asked for.
    public let key: String
    /// Its inputs, checked.
    public let inputs: [String: Value]
    /// Its nodes.
    public let nodes: [String]
}
