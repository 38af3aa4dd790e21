internal import Journal
public import Steps

/// Whether a saga can go on with another version of its workflow.
public enum MigrationVerdict: Hashable, Sendable {
    /// It can.
    case compatible
    /// Steps that it has begun are not in the new version under their names.
    case needsMapping([String])
    /// It cannot, for this reason.
    case blocked(String)
}

extension SagaMachine {
    /// Whether the saga can go on with another version of its workflow.
    ///
    /// What was begun must have its place in the new version, where everything that comes before it
    /// is done; and what has been decided stays as it is.
    ///
    /// - Parameters:
    ///   - renamed: old ids of steps, with the new ones.
    ///   - cluster: the nodes, some of which know steps by their names.
    public func verdict(
        on version: PinnedDefinition, renamed: [String: String], in cluster: ClusterDefinition
    ) -> MigrationVerdict {
        guard !status.isTerminal else { return .blocked("it has ended") }
        let begun = plan.instances.indices.filter { steps[$0].isTouched }
        let ids = Set(version.workflow.steps.map(\.id))
        let missing = begun.map { renamed[instance($0).step] ?? instance($0).step }
            .filter { !ids.contains($0) }
        guard missing.isEmpty else { return .needsMapping(Array(Set(missing)).sorted()) }
        do throws(InputError) {
            _ = try version.workflow.checkedInputs(inputs(for: version))
        } catch {
            return .blocked("its inputs do not fit: \(error)")
        }
        var copy = self
        copy.migrate(to: version, renamed: renamed)
        return objection(to: copy, begun: begun, renamed: renamed, in: cluster).map { .blocked($0) }
            ?? .compatible
    }

    private func objection(
        to new: SagaMachine, begun: [Int], renamed: [String: String], in cluster: ClusterDefinition
    ) -> String? {
        if new.neededLocks != neededLocks { return "its locks would change while it may hold them" }
        if new.hasPassedPivot != hasPassedPivot {
            return "the pivot is another step, and the saga is beyond one of them"
        }
        let places = new.places
        var taken: Set<Int> = []
        for index in begun {
            let instance = instance(index).renamed(renamed)
            guard let place = places[instance] else { return "\(instance) is not in its plan" }
            guard taken.insert(place).inserted else {
                return "two steps that have begun would both be \(instance)"
            }
            if instance != self.instance(index) {
                if !steps[index].canBeRenamed {
                    return "\(self.instance(index)) is being tried, and nodes know it by this name"
                }
                // Under another name its compensation would find no action to undo.
                if keepsBarrier(index, in: cluster), steps[index].phase == .succeeded,
                    step(index).compensation != nil
                {
                    return "\(self.instance(index)) was done at a node that keeps the barrier, and "
                        + "knows it by this name"
                }
            }
            if let objection = objection(to: new, at: place, for: index)
                ?? lackingReply(new, at: place, for: index)
            {
                return objection
            }
        }
        return hasTurned ? nil : new.unmetNeed
    }

    /// What speaks against going on with one step as the new version has it.
    private func objection(to new: SagaMachine, at place: Int, for index: Int) -> String? {
        let state = steps[index]
        let (step, other, instance) = (step(index), new.step(place), new.instance(place))
        if let attempt = state.inFlight {
            let operation = step.call(attempt.kind)?.operation
            if operation?.form != other.call(attempt.kind)?.operation.form {
                return "\(instance) is under way, and would be something else"
            }
            if !new.frontier.open.contains(place) {
                return "\(instance) is under way, and the new version wants others to come first"
            }
        }
        if let objection = objection(to: other, for: index, instance) { return objection }
        guard hasTurned, !state.isUndone, step.compensation != nil else { return nil }
        if other.compensation == nil {
            return "\(instance) is to be undone, and the new version does not say how"
        }
        if state.phase == .confirming, other.probe == nil {
            return "whether \(instance) is undone is to be confirmed, and the new version has no "
                + "probe"
        }
        return nil
    }

    /// What speaks against going on with what was tried, or was learned, of a step.
    private func objection(
        to other: StepDefinition, for index: Int, _ instance: StepInstance
    ) -> String? {
        let state = steps[index]
        let step = step(index)
        let isOpen = state.phase == .open || state.phase == .doubting
        if !hasTurned, state.attempts[.action] > 0, isOpen || state.isDoubtful,
            step.action.operation != other.action.operation || step.probe != other.probe
        {
            return "what became of \(instance) is not known for sure, and the new version would "
                + "send or ask something else"
        }
        if state.attempts[.compensation] > 0, state.phase != .compensated,
            step.compensation?.operation != other.compensation?.operation
        {
            return "\(instance) is being undone, and the new version would do that otherwise"
        }
        return nil
    }

    /// What the new version wants to know of a step that is done, and nobody has kept.
    private func lackingReply(
        _ new: SagaMachine, at place: Int, for index: Int
    ) -> String? {
        let kept: [(CallKind, Bool)] = [
            (.action, steps[index].reply != nil), (.before, steps[index].before != nil),
        ]
        for (kind, isKept) in kept where isKept {
            let wanted = new.definition.captures(of: new.instance(place), kind)
                .subtracting(definition.captures(of: instance(index), kind))
            if let path = wanted.map(\.description).min() {
                return "\(new.instance(place)) is done, and \(path) of its reply, which the new "
                    + "version uses, was not kept"
            }
        }
        return nil
    }

    /// A step that was begun although something that it needs is not done.
    private var unmetNeed: String? {
        let reached = Set(frontier.open)
        for (step, range) in plan.ranges.enumerated() {
            let touched = range.filter {
                steps[$0].isTouched && !steps[$0].isSkippedByOperator && !reached.contains($0)
            }
            for index in touched {
                let isPassed = steps[index].isDone || steps[index].isFailed
                let isReady = plan.ranges.indices.allSatisfy { other in
                    !definition.graph.isBefore(other, step)
                        || plan.ranges[other].allSatisfy { steps[$0].isDone || steps[$0].isFailed }
                }
                if !isReady || !isPassed {
                    return "\(instance(index)) has begun, and the new version wants other steps "
                        + "done before it"
                }
            }
        }
        return nil
    }

    /// Takes over what is known of each step, and looks for the frontier anew.
    mutating func migrate(to version: PinnedDefinition, renamed: [String: String]) {
        acceptance.definition = version.hash
        let old = (instances: plan.instances, steps: steps)
        definition = version
        plan = acceptance.plan(of: version.workflow)
        steps = Array(repeating: StepState(), count: plan.instances.count)
        let places = places
        var names: [String: String] = [:]
        for (instance, state) in zip(old.instances, old.steps) {
            let new = instance.renamed(renamed)
            names[instance.step] = new.step
            names[instance.description] = new.description
            // What has not begun must not take the place of what has.
            guard state.isTouched || !state.inputs.isEmpty, let place = places[new] else {
                continue
            }
            steps[place] = state
            steps[place].inFlight?.step = place
        }
        signals = Dictionary(
            signals.map { (names[$0] ?? $0, $1) }, uniquingKeysWith: { first, _ in first })
        frontier = Frontier(
            ranges: plan.ranges, steps: version.workflow.steps, graph: version.graph)
        if hasTurned { frontier.turn() }
        moveFrontier()
    }

    /// The saga's inputs that the version knows.
    private func inputs(for version: PinnedDefinition) -> [String: Value] {
        acceptance.inputs.filter { version.workflow.inputs[$0.key] != nil }
    }

    private var places: [StepInstance: Int] {
        Dictionary(
            plan.instances.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }
}

extension StepState {
    /// Whether no node has to recognise a request for it any more.
    fileprivate var canBeRenamed: Bool {
        switch phase {
        case .succeeded, .rejected, .skipped, .compensated, .left: true
        case .open, .doubting, .unknown, .undoing, .confirming: false
        }
    }
}

extension Operation {
    /// What must not change while it is under way.
    fileprivate var form: String {
        switch self {
        case .http: "request"
        case .program: "program"
        case .registered: "registered"
        case .sleep: "sleep"
        case .signal: "signal"
        case .saga(let child): "saga \(child.name)"
        }
    }
}

extension StepInstance {
    fileprivate func renamed(_ names: [String: String]) -> StepInstance {
        names[step].map { StepInstance(step: $0, node: node, item: item) } ?? self
    }
}
