internal import Journal
internal import Steps

/// The way back: what was done, or may have been, is undone.
extension SagaMachine {
    func backward(at now: Timestamp, in cluster: ClusterDefinition) -> Next {
        frontier.isFinished
            ? end(with: .sagaCompensated, at: now, in: cluster) : work(at: now, in: cluster)
    }

    func backwardNeed(
        of index: Int, at now: Timestamp, in cluster: ClusterDefinition
    ) -> StepNeed {
        guard let compensation = step(index).compensation else {
            preconditionFailure("saga \(id): nothing undoes step \(instance(index))")
        }
        return steps[index].phase == .confirming
            ? confirm(index, limit: compensation.retry.attempts, at: now, in: cluster)
            : undo(index, compensation)
    }

    private func undo(_ index: Int, _ compensation: CallDefinition) -> StepNeed {
        let state = steps[index]
        if state.undoRefused {
            return .help("the compensation of \(instance(index)) was refused: \(state.detail)")
        }
        if state.hasGivenUp || state.spent >= compensation.retry.attempts {
            return .help(
                "the compensation of \(instance(index)) did not succeed in "
                    + "\(tries(state.spent)), last: \(state.detail)")
        }
        return compensation.operation.isWait
            ? startWait(index, .compensation) : .call(.compensation)
    }

    /// The action may land after its compensation: look again once it cannot arrive any more.
    private func confirm(
        _ index: Int, limit: Int, at now: Timestamp, in cluster: ClusterDefinition
    ) -> StepNeed {
        let state = steps[index]
        let isFenced = keepsBarrier(index, in: cluster)
        if isFenced, state.isUndoReported {
            return settle(
                index, .compensated,
                "its node keeps the barrier, and lets nothing of it take effect any more")
        }
        if state.applied == false {
            return settle(index, .compensated, "the probe shows that it is not in effect")
        }
        if !isFenced, let arrivesUntil = arrivesUntil(index), arrivesUntil > now {
            return .time(until: arrivesUntil, .lateRequests)
        }
        if state.hasGivenUp || state.unanswered >= limit {
            return .help(
                "whether \(instance(index)) is undone could not be confirmed in "
                    + "\(tries(state.unanswered)), last: \(state.detail)")
        }
        return .call(.probe)
    }
}
