internal import Journal
internal import Steps

/// What the decisions of operators mean for a saga's state.
extension SagaMachine {
    mutating func apply(
        _ decision: OperatorDecision, by: String, reason: String, at time: Timestamp
    ) {
        if decision.sendsOn, status == .parked { status = hasTurned ? .compensating : .running }
        let words = reason.isEmpty ? "" : ": \(reason)"
        switch decision {
        case .skip(let index):
            steps[index].skipByOperator()
            steps[index].detail = "\(by) skipped it\(words)"
        case .unskip(let index):
            unskip(index)
            steps[index].detail = "\(by) wants it done after all\(words)"
        case .settle(let index, let known):
            steps[index].settle(known, hasTurned: hasTurned)
            steps[index].detail = "\(by) says that \(Self.words(known, hasTurned))\(words)"
        case .edit(let index, let inputs): steps[index].edit(inputs)
        case .compensate: cancellation = "\(by) wants it undone\(words)"
        case .forward(let index):
            steps[index].leave()
            steps[index].detail = "\(by) leaves it in effect\(words)"
        case .pause: pause = SagaPause(by: by, reason: reason, since: time)
        case .unpause: pause = nil
        }
    }

    private static func words(_ known: OperatorDecision.SettledAs, _ hasTurned: Bool) -> String {
        switch (known, hasTurned) {
        case (.succeeded, false): "it took effect"
        case (.succeeded, true): "it is undone"
        case (.rejected, _): "it had no effect"
        }
    }

    /// Opens a skipped step again, and with it the frontier.
    mutating func unskip(_ index: Int) {
        steps[index].unskip()
        frontier = Frontier(
            ranges: plan.ranges, steps: definition.workflow.steps, graph: definition.graph)
        moveFrontier()
    }
}

extension StepState {
    mutating func skipByOperator() {
        phase = .skipped
        isSkippedByOperator = true
        resetTries()
    }

    mutating func unskip() {
        phase = .open
        isSkippedByOperator = false
        lastOutcome = nil
        resetTries()
    }

    mutating func settle(_ known: OperatorDecision.SettledAs, hasTurned: Bool) {
        resetTries()
        switch (known, hasTurned) {
        case (.succeeded, false): phase = .succeeded
        case (.succeeded, true): phase = .compensated
        case (.rejected, _):
            phase = .rejected
            isDoubtful = false
            arrivesUntil = nil
        }
    }

    /// What was read with the old inputs is read again.
    mutating func edit(_ inputs: [String: Value]) {
        self.inputs.merge(inputs) { $1 }
    }

    mutating func leave() {
        phase = .left
        resetTries()
    }
}
