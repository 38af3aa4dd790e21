internal import Journal
internal import Steps

/// What follows from a saga's state. Nothing here changes it.
extension SagaMachine {
    func next(at now: Timestamp, in cluster: ClusterDefinition) -> Next {
        if isHeld { return hold() }
        return switch status {
        case .accepted: start()
        case .running: forward(at: now, in: cluster)
        case .compensating: backward(at: now, in: cluster)
        case .parked: .move(.awaitOperator)
        case .completed, .compensated, .abandoned: .move(.none)
        }
    }

    /// Whether a person has paused it, its job or its workflow.
    var isPaused: Bool {
        pause != nil || holds.isWhole
    }

    /// Whether nothing of it is begun although it runs.
    private var isHeld: Bool {
        isPaused && (status == .running || status == .compensating)
    }

    /// What is under way comes back; else nothing happens.
    private func hold() -> Next {
        var needs = Needs()
        for index in frontier.open {
            guard let attempt = steps[index].inFlight else { continue }
            switch step(index).call(attempt.kind)?.operation {
            case .http, .program, .registered, nil: needs.replies.append(index)
            case .saga: needs.children.append(index)
            case .sleep, .signal: break
            }
        }
        return .move(.work(needs))
    }

    private func start() -> Next {
        if let cancellation { return .record(.compensationStarted(reason: cancellation)) }
        return .move(.acquireLocks)
    }

    /// What an open step needs, whichever way the saga goes.
    func need(of index: Int, at now: Timestamp, in cluster: ClusterDefinition) -> StepNeed {
        if let attempt = steps[index].inFlight { return need(of: attempt, at: now) }
        if let node = plan.instances[index].node, !cluster.hasNode(node) {
            return .help("node '\(node)' is not in the cluster file any more")
        }
        if let retryAt = steps[index].retryAt, retryAt > now {
            return .time(until: retryAt, .backoff(step: index))
        }
        let need =
            hasTurned
            ? backwardNeed(of: index, at: now, in: cluster)
            : forwardNeed(of: index, at: now, in: cluster)
        if case .call = need, let node = plan.instances[index].node, holds.nodes.contains(node) {
            return .unpause
        }
        return need
    }

    /// Looks at every open step.
    ///
    /// The first entry that follows is written down; else all needs are gathered. One step that
    /// needs an operator does not keep the others from going on.
    func work(at now: Timestamp, in cluster: ClusterDefinition) -> Next {
        var needs = Needs()
        var trouble: String?
        for index in frontier.open {
            switch need(of: index, at: now, in: cluster) {
            case .record(let fact): return .record(fact)
            case .call: needs.calls.append(index)
            case .reply: needs.replies.append(index)
            case .child: needs.children.append(index)
            case .time(let due, let reason): needs.wake(at: due, for: reason)
            case .help(let reason): trouble = trouble ?? reason
            case .unpause: needs.held.append(index)
            case .answer(let limit):
                needs.signals.append(index)
                if let limit { needs.wake(at: limit, for: .answer(step: index)) }
            }
        }
        if needs.isEmpty, let trouble { return .record(.sagaParked(reason: trouble)) }
        if !hasTurned, let deadline { needs.wake(at: deadline, for: .deadline) }
        return .move(.work(needs))
    }

    /// A saga keeps its locks until no request of its own can arrive any more: a late one would
    /// hit whoever holds the lock next.
    func end(with fact: Fact, at now: Timestamp, in cluster: ClusterDefinition) -> Next {
        // A child's locks are held by its parent, which knows nothing of the child's requests.
        let isLocked = acceptance.parent != nil || !lockNames.isEmpty
        if let quietAt = quietAt(in: cluster), quietAt > now, isLocked {
            var needs = Needs()
            needs.wake(at: quietAt, for: .lateRequests)
            return .move(.work(needs))
        }
        return .record(fact)
    }

    func settle(_ index: Int, _ settlement: Settlement, _ reason: String) -> StepNeed {
        .record(.stepSettled(step: index, settlement, reason: reason))
    }
}
