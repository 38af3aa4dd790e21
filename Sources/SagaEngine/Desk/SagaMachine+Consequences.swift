public import Journal
public import Steps

/// What would follow from a decision, found by deciding on a copy.
extension SagaMachine {
    /// What the saga would do next if some facts were written down, in words.
    public func consequence(
        of facts: [Fact], at now: Timestamp, in cluster: ClusterDefinition
    ) -> String {
        var copy = self
        let decision = copy.decide(facts, at: now, in: cluster)
        if case .parked = copy.status {
            return decision.entries.count > facts.count
                ? "it is parked again: \(copy.reason)"
                : "it stays parked until 'sagactl retry \(id)'"
        }
        switch decision.move {
        case .none: return "it ends, \(copy.status.rawValue)"
        case .acquireLocks: return "it waits for its turn"
        case .awaitOperator: return "it waits for an operator"
        case .work(let needs):
            var words: [String] = []
            if copy.hasTurned, !hasTurned { words.append("it turns, and is undone") }
            words += needs.calls.compactMap { copy.callWords($0, at: now, in: cluster) }
            words += needs.signals.map { "\(copy.instance($0)) asks" }
            words += needs.children.map { "\(copy.instance($0)) waits for another saga" }
            if let timer = needs.timer, needs.calls.isEmpty {
                words.append("it goes on at \(timer.due)")
            }
            if words.isEmpty { words.append("nothing of it is begun") }
            return words.joined(separator: ", ")
        }
    }

    private func callWords(
        _ index: Int, at now: Timestamp, in cluster: ClusterDefinition
    ) -> String? {
        guard case .call(let kind) = need(of: index, at: now, in: cluster) else { return nil }
        return "the \(kind) of \(instance(index)) is sent"
    }

    /// A look at what a step's node says of it, if the step has a probe; never mutating.
    public func probe(_ index: Int, in cluster: ClusterDefinition) -> Call? {
        guard step(index).probe != nil, steps[index].isTouched else { return nil }
        var look = try? call(nextAttempt(index, .probe), in: cluster)
        look?.isLook = true
        return look
    }

    /// Whether a probe's answer means that the action is in effect; `nil` if it says nothing.
    public func isApplied(
        _ index: Int, _ answer: CallResult, in cluster: ClusterDefinition
    ) -> Bool? {
        answer.outcome == .succeeded ? verdict(index, answer, in: cluster) : nil
    }

    /// The steps that wait for an operator, in the order of the plan.
    public func troubles(at now: Timestamp, in cluster: ClusterDefinition) -> [Int] {
        status == .parked ? stuckSteps(at: now, in: cluster) : []
    }

    /// The steps that are worked on, in the order of the plan.
    public var openSteps: [Int] { status.isTerminal ? [] : frontier.open }
}
