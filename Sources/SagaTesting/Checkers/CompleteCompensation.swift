internal import Steps

/// P7: `compensated` means that everything that was started is undone, each step before those that
/// it needed.
public struct CompleteCompensation: PromiseChecker {
    /// The promise's name.
    public let promise = "P7"

    /// Creates the checker.
    public init() {}

    /// Finds steps that were not undone, were undone in the wrong order, or had not been done.
    public func complaints(about evidence: Evidence) -> [String] {
        evidence.trails.flatMap { trail in
            trail.complaints { record, before in
                switch record.type {
                case .sagaCompensated: compensated(before)
                case .attemptStarted where record.call == .compensation:
                    record.instance.flatMap { started($0, before) }
                case .stepSettled where record.outcome == "compensated":
                    record.instance.flatMap { settled($0, before, evidence.barriers) }
                default: nil
                }
            }
        }
    }

    private func compensated(_ before: StepTraces) -> String? {
        if !before.hasTurned { return "compensated, and never turned" }
        let left = before.plan.all.filter { before.isToUndo($0) }
        return left.isEmpty ? nil : "compensated, and \(left) is not undone"
    }

    private func started(_ instance: InstanceName, _ before: StepTraces) -> String? {
        if !before.hasTurned { return "\(instance) is compensated before the saga turned" }
        if !before[instance].wasStarted { return "\(instance) is compensated and never started" }
        if !before.isToUndo(instance) {
            return "\(instance) is compensated although it is \(before[instance].phase)"
        }
        return obstacle(to: instance, before).map { "\(instance) is compensated before \($0) is" }
    }

    /// What has to be undone before it is an instance's turn.
    private func obstacle(to instance: InstanceName, _ before: StepTraces) -> String? {
        let plan = before.plan
        guard let step = plan.index(of: instance) else { return nil }
        if let open = plan.instances(after: step).first(where: { before.isToUndo($0) }) {
            return "\(open)"
        }
        // The last instance goes first, and each that is not undone takes one of the places.
        let later = plan.instances[step].reversed().prefix { $0 != instance }
        let open = later.filter { before.isToUndo($0) }
        return open.count < plan.workflow.steps[step].parallel ? nil : "\(open)"
    }

    /// Without a reply that says so, only a probe after the compensation can tell; the reply of a
    /// node that keeps the barrier is enough.
    private func settled(
        _ instance: InstanceName, _ before: StepTraces, _ barriers: Set<String>
    ) -> String? {
        let trace = before[instance]
        if trace.attempts[.compensation] == nil {
            return "\(instance) counts as undone, and its compensation was never tried"
        }
        if trace.undoOutcome == "succeeded", barriers.contains(instance.node ?? "") { return nil }
        return trace.applied == false
            ? nil : "\(instance) counts as undone, and no probe says that it is not in effect"
    }
}
