internal import Journal
internal import Steps

/// What follows where a node keeps the wire barrier (docs/barrier.md): it remembers what it has
/// answered, and so a request that arrives later than another one of its step has no effect.
extension SagaMachine {
    /// Whether a step's node keeps the barrier, for all that the step asks of it.
    ///
    /// What is undone by another saga, or by a program here, is undone without the node's knowing.
    func keepsBarrier(_ index: Int, in cluster: ClusterDefinition) -> Bool {
        let step = step(index)
        guard let node = instance(index).node, cluster.nodes[node]?.barrier == true,
            case .http = step.action.operation
        else { return false }
        switch step.compensation?.operation {
        case .http, nil: return true
        case .program, .registered, .sleep, .signal, .saga: return false
        }
    }

    /// What a call is for its node.
    ///
    /// The barrier would take a compensation for empty whose action it has never seen.
    func direction(_ index: Int, _ kind: CallKind) -> CallKind {
        if case .http = step(index).action.operation { return kind }
        return kind == .compensation ? .action : kind
    }

    /// Until when the saga keeps its locks for requests that could still have an effect; `nil` if
    /// there are none.
    func quietAt(in cluster: ClusterDefinition) -> Timestamp? {
        guard let quietAt, !steps.indices.allSatisfy({ isFenced($0, in: cluster) }) else {
            return nil
        }
        return max(quietAt, restartQuietAt ?? quietAt)
    }

    /// Whether none of a step's requests that may be on their way can have an effect.
    ///
    /// The node's own word on the last one has to be there: what a probe sees can be somebody
    /// else's doing, of which the barrier knows nothing.
    private func isFenced(_ index: Int, in cluster: ClusterDefinition) -> Bool {
        let state = steps[index]
        guard state.quietAt != nil else { return true }
        guard keepsBarrier(index, in: cluster) else { return false }
        switch state.phase {
        case .succeeded: return state.reply != nil || state.isActionReported
        case .rejected: return state.lastOutcome == .rejected
        case .compensated: return state.isUndoReported
        case .open, .doubting, .unknown, .skipped, .undoing, .confirming, .left: return false
        }
    }
}
