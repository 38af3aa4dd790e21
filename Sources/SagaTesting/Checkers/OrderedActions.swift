internal import Steps

/// P6: an action starts only after everything that its step needs, and none after the turn.
public struct OrderedActions: PromiseChecker {
    /// The promise's name.
    public let promise = "P6"

    /// Creates the checker.
    public init() {}

    /// Finds actions out of order, and sagas that turned or completed too early.
    public func complaints(about evidence: Evidence) -> [String] {
        evidence.trails.flatMap { trail in
            trail.complaints { record, before in
                switch record.type {
                case .compensationStarted: turned(before)
                case .sagaCompleted: completed(before)
                case .attemptStarted: started(record, before)
                case .stepSettled: settled(record, before)
                case .operatorDecided: decided(record, before)
                default: nil
                }
            }
        }
    }

    private func turned(_ before: StepTraces) -> String? {
        if before.hasTurned { return "turned a second time" }
        return before.underWay.isEmpty ? nil : "turned while \(before.underWay) is under way"
    }

    private func completed(_ before: StepTraces) -> String? {
        if before.hasTurned { return "completed after it had turned" }
        if before.isCancelled, before.passedPivot == nil {
            return "completed although it was cancelled"
        }
        let open = before.plan.all.filter { !before.isPassed($0) }
        return open.isEmpty ? nil : "completed without \(open)"
    }

    private func started(_ record: HistoryRecord, _ before: StepTraces) -> String? {
        guard let instance = record.instance, let call = record.call else {
            return "a try of nothing"
        }
        if !before.hasStarted, !before.hasTurned {
            return "\(instance) is tried before the saga started"
        }
        if before.isParked { return "\(instance) is tried while the saga is parked" }
        if before.isPaused { return "\(instance) is tried while the saga is paused" }
        switch call {
        case .before, .action:
            if before.hasTurned { return "\(instance) starts \(call) after the saga turned" }
            return (reasonToStop(before) ?? obstacle(to: instance, before))
                .map { "\(instance) starts \(call) although \($0)" }
        case .probe, .compensation:
            return before.plan.index(of: instance) == nil
                ? "\(instance) starts \(call) although it is not in the plan" : nil
        }
    }

    /// A step is settled when it is its turn: a condition that is looked at earlier sees too little.
    private func settled(_ record: HistoryRecord, _ before: StepTraces) -> String? {
        guard let instance = record.instance else { return "nothing is settled" }
        if before.hasTurned {
            return record.outcome == "compensated"
                ? nil : "\(instance) is settled as \(record.outcome ?? "") after the saga turned"
        }
        return obstacle(to: instance, before).map { "\(instance) is settled although \($0)" }
    }

    /// What operators may not do: the order of things is not theirs to change.
    private func decided(_ record: HistoryRecord, _ before: StepTraces) -> String? {
        guard let instance = record.instance else { return nil }
        let trace = before[instance]
        if trace.inFlight != nil { return "\(instance) is decided upon while it is under way" }
        switch record.decision?.decision {
        case .skip:
            if before.hasTurned { return "\(instance) is skipped after the saga turned" }
            return trace.needsUndo ? "\(instance) is skipped, and may be in effect" : nil
        case .unskip:
            if trace.phase != .skipped { return "\(instance) is not skipped, and is unskipped" }
            guard let step = before.plan.index(of: instance) else { return nil }
            let begun = before.plan.instances(after: step).first { before[$0].wasStarted }
            return begun.map { "\(instance) is unskipped after \($0) was begun" }
        case .forward:
            return before.isToUndo(instance) ? nil : "\(instance) is left, and is not to be undone"
        default: return nil
        }
    }

    /// Why the saga starts nothing new: it waits for what is under way, to turn or to be parked.
    private func reasonToStop(_ before: StepTraces) -> String? {
        let failed = before.plan.all.first { before[$0].isFailed && !before.isPassed($0) }
        if let failed { return "\(failed) has failed" }
        return before.isCancelled && before.passedPivot == nil ? "the saga was cancelled" : nil
    }

    /// What has to be done before it is an instance's turn.
    private func obstacle(to instance: InstanceName, _ before: StepTraces) -> String? {
        let plan = before.plan
        guard let step = plan.index(of: instance) else { return "it is not in the plan" }
        if let open = plan.instances(before: step).first(where: { !before.isPassed($0) }) {
            return "\(open) is \(before[open].phase)"
        }
        // Instances start in their order, and each that is not done takes one of the places.
        let earlier = plan.instances[step].prefix { $0 != instance }
        let open = earlier.filter { !before.isPassed($0) }
        return open.count < plan.workflow.steps[step].parallel ? nil : "\(open) is not done"
    }
}
