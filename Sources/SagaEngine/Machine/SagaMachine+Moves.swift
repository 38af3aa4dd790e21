internal import Journal
internal import Steps

/// What follows from a saga's state. Nothing here changes it.
extension SagaMachine {
    func next(at now: Timestamp, in cluster: ClusterDefinition) -> Next {
        switch status {
        case .accepted: .move(.acquireLocks)
        case .running: forward(at: now, in: cluster)
        case .compensating: backward(at: now, in: cluster)
        case .parked: .move(.awaitOperator)
        case .completed, .compensated, .abandoned: .move(.none)
        }
    }

    // MARK: Forward

    private func forward(at now: Timestamp, in cluster: ClusterDefinition) -> Next {
        guard frontier < plan.count else { return end(with: .sagaCompleted, at: now) }
        let index = frontier
        let step = steps[index]
        switch step.phase {
        case .rejected, .unknown:
            return mustGoForward(index)
                ? park("\(turningReason(index)); the saga can only go forward from here")
                : .record(.compensationStarted(reason: turningReason(index)))
        case .open, .doubting:
            if let obstacle = obstacle(index, at: now, in: cluster) { return obstacle }
            return step.phase == .open ? act(index, in: cluster) : resolve(index, at: now)
        case .succeeded, .skipped, .undoing, .confirming, .compensated:
            preconditionFailure("saga \(id): step \(plan[index]) is \(step.phase) going forward")
        }
    }

    /// Whether the pivot has succeeded, or may have: what was done then stays done.
    private func mustGoForward(_ index: Int) -> Bool {
        plan.indices.contains { other in
            guard definition.step(of: plan[other]).recovery == .pivot else { return false }
            let phase = steps[other].phase
            return phase == .succeeded || (other == index && phase == .unknown)
        }
    }

    private func act(_ index: Int, in cluster: ClusterDefinition) -> Next {
        let step = steps[index]
        let definition = definition.step(of: plan[index])
        if let when = definition.when, !when.holds(in: scope(ofStep: index, in: cluster)) {
            return settle(index, .skipped, "its 'when' does not hold")
        }
        if let before = definition.before, step.before == nil, needs(before, index, in: cluster) {
            if step.lastOutcome == .rejected {
                return settle(index, .rejected, "nothing was sent: \(step.detail)")
            }
            if step.spent >= before.request.retry.attempts {
                return settle(
                    index, .rejected,
                    "nothing was sent: what the node holds could not be read in "
                        + "\(step.spent) tries, last: \(step.detail)")
            }
            return call(index, .before)
        }
        if let done = definition.before?.done, case .integer(let status)? = step.before?[.status],
            done.contains(Int(status))
        {
            return settle(index, .skipped, "there is nothing to do: \(step.detail)")
        }
        if step.spent >= definition.action.retry.attempts {
            return settle(
                index, step.isDoubtful ? .unknown : .rejected,
                "no success in \(step.spent) tries, last: \(step.actionDetail)")
        }
        return call(index, .action)
    }

    private func needs(
        _ before: BeforeDefinition, _ index: Int, in cluster: ClusterDefinition
    ) -> Bool {
        before.when?.holds(in: scope(ofStep: index, in: cluster)) ?? true
    }

    /// An action of unknown outcome is settled before the saga moves on.
    private func resolve(_ index: Int, at now: Timestamp) -> Next {
        let step = steps[index]
        switch step.applied {
        case true?: return settle(index, .succeeded, "the probe shows that it is in effect")
        case false?:
            // The last try was refused, and the earlier ones have no effect (yet).
            let mayStillArrive = step.arrivesUntil.map { $0 > now } ?? false
            return settle(
                index, mayStillArrive ? .unknown : .rejected,
                "refused, and the probe shows that it is not in effect")
        case nil:
            let limit = definition.step(of: plan[index]).probe?.request.retry.attempts ?? 0
            if step.unanswered >= limit {
                return settle(
                    index, .unknown,
                    "no probe was answered in \(step.unanswered) tries, last: "
                        + step.detail)
            }
            return call(index, .probe)
        }
    }

    // MARK: Backward

    private func backward(at now: Timestamp, in cluster: ClusterDefinition) -> Next {
        guard frontier >= 0 else { return end(with: .sagaCompensated, at: now) }
        let index = frontier
        if let obstacle = obstacle(index, at: now, in: cluster) { return obstacle }
        guard let compensation = definition.step(of: plan[index]).compensation else {
            preconditionFailure("saga \(id): nothing undoes step \(plan[index])")
        }
        if steps[index].phase == .confirming {
            return confirm(index, limit: compensation.retry.attempts, at: now)
        }
        return undo(index, limit: compensation.retry.attempts)
    }

    private func undo(_ index: Int, limit: Int) -> Next {
        let step = steps[index]
        if step.undoRefused {
            return park("the compensation of \(plan[index]) was refused: \(step.detail)")
        }
        if step.spent >= limit {
            return park(
                "the compensation of \(plan[index]) did not succeed in \(step.spent) tries, "
                    + "last: \(step.detail)")
        }
        return call(index, .compensation)
    }

    /// The action may land after its compensation: look again once it cannot arrive any more.
    private func confirm(_ index: Int, limit: Int, at now: Timestamp) -> Next {
        let step = steps[index]
        if step.applied == false {
            return settle(index, .compensated, "the probe shows that it is not in effect")
        }
        if let arrivesUntil = step.arrivesUntil, arrivesUntil > now {
            return .move(.wait(until: arrivesUntil, .lateRequests))
        }
        if step.unanswered >= limit {
            return park(
                "whether \(plan[index]) is undone could not be confirmed in \(step.unanswered) "
                    + "tries, last: \(step.detail)")
        }
        return call(index, .probe)
    }

    // MARK: Both ways

    /// What keeps a step from being worked on, whichever way the saga goes.
    private func obstacle(
        _ index: Int, at now: Timestamp, in cluster: ClusterDefinition
    ) -> Next? {
        let step = steps[index]
        let node = plan[index].node
        if let attempt = step.inFlight {
            return .move(.awaitReply(step: index, attempt.kind, node: node))
        }
        if cluster.nodes[node] == nil {
            return park("node '\(node)' is not in the cluster file any more")
        }
        if let retryAt = step.retryAt, retryAt > now {
            return .move(.wait(until: retryAt, .backoff(step: index)))
        }
        return nil
    }

    /// A saga keeps its locks until no request of its own can arrive any more: a late one would
    /// hit whoever holds the lock next.
    private func end(with fact: Fact, at now: Timestamp) -> Next {
        if let quietAt, quietAt > now, !definition.workflow.locks.isEmpty {
            return .move(.wait(until: quietAt, .lateRequests))
        }
        return .record(fact)
    }

    private func call(_ index: Int, _ kind: CallKind) -> Next {
        .move(.call(step: index, kind, node: plan[index].node))
    }

    private func settle(_ index: Int, _ settlement: Settlement, _ reason: String) -> Next {
        .record(.stepSettled(step: index, settlement, reason: reason))
    }

    private func park(_ reason: String) -> Next {
        .record(.sagaParked(reason: reason))
    }

    private func turningReason(_ index: Int) -> String {
        let step = steps[index]
        let word =
            switch (step.phase, step.lastOutcome) {
            case (.rejected, .unreachable): "could not be reached"
            case (.rejected, _): "was rejected"
            default: "ended unknown"
            }
        return "\(plan[index]) \(word): \(step.detail)"
    }
}
