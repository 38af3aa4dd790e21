internal import Steps

/// When it is right that a saga waits for an operator.
extension Stage {
    /// Whether somebody said no for good where only a person can help: to a compensation, to a
    /// pivot, behind it, or to a step that is to wait then.
    func isExcused(_ label: String, _ reason: String, _ faults: [Fault]) -> Bool {
        faults.contains { fault in
            switch fault.kind {
            // Who cancels what has passed its pivot is told so.
            case .cancelled: reason.contains("can only go forward")
            case .rejected: fault.place.hasPrefix(label) && concernsPeople(fault)
            default: false
            }
        }
    }

    private func concernsPeople(_ fault: Fault) -> Bool {
        if fault.place.contains("/compensation/") || fault.place.contains(".compensation/") {
            return true
        }
        let workflow = wave.workflow
        let parts = fault.place.split(separator: "/")
        let instance = parts.dropFirst().first ?? ""
        return workflow.allSteps.contains { step in
            guard
                instance.prefix(while: { !"@#".contains($0) }) == step.id[...]
                    || parts.first?.contains(".\(step.id)") == true
            else { return false }
            return step.recovery != .compensatable
                || (step.onFailure ?? workflow.onFailure) == .park
        }
    }
}

extension WorkflowDefinition {
    /// The steps, and those of the sagas that they start.
    var allSteps: [StepDefinition] {
        steps.flatMap { step in
            [step]
                + [step.action, step.compensation].flatMap { call -> [StepDefinition] in
                    guard case .saga(let child)? = call?.operation else { return [] }
                    return child.definition?.allSteps ?? []
                }
        }
    }
}
