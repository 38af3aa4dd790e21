internal import Journal
internal import Steps

/// The way forward: every step is done, or the saga gives up in good order.
extension SagaMachine {
    /// Why the saga does not go on, and whether it is undone then.
    private struct Failure {
        var reason: String
        var isUndone: Bool
    }

    func forward(at now: Timestamp, in cluster: ClusterDefinition) -> Next {
        // Who wanted it undone before it ended gets that, unless the pivot came first.
        if frontier.isFinished, cancellation == nil || hasPassedPivot {
            return end(with: .sagaCompleted, at: now, in: cluster)
        }
        if let failure = failure(at: now) { return giveUp(failure, at: now, in: cluster) }
        return work(at: now, in: cluster)
    }

    /// The end of the time that the saga has.
    var deadline: Timestamp? {
        guard let span = definition.workflow.deadline, !isDeadlineLifted else { return nil }
        return startedAt.map { $0 + span }
    }

    /// What a step's failure means for the saga, before the pivot is looked at.
    func failurePolicy(_ index: Int) -> FailurePolicy {
        pinned(index).definition.onFailure ?? definition.workflow.onFailure
    }

    private func failure(at now: Timestamp) -> Failure? {
        let failed =
            frontier.open.contains { steps[$0].isFailed }
            ? frontier.open.filter { steps[$0].isFailed } : []
        if let index = failed.first(where: { failurePolicy($0) == .compensate }) {
            return Failure(reason: failureReason(index), isUndone: true)
        }
        if let cancellation { return Failure(reason: cancellation, isUndone: true) }
        if let index = failed.first {
            return Failure(reason: failureReason(index), isUndone: false)
        }
        if let deadline, deadline <= now, let span = definition.workflow.deadline {
            return Failure(
                reason: "it did not end within \(span)",
                isUndone: definition.workflow.onFailure == .compensate)
        }
        return nil
    }

    /// Starts nothing new, lets come back what is under way, and then turns or is parked: so
    /// nothing of the way forward can happen beside the way back.
    private func giveUp(
        _ failure: Failure, at now: Timestamp, in cluster: ClusterDefinition
    ) -> Next {
        var needs = Needs()
        var waits: [Attempt] = []
        if failure.isUndone, let fact = settlePivot(at: now, in: cluster, &needs) {
            return .record(fact)
        }
        for index in frontier.open {
            guard let attempt = steps[index].inFlight else { continue }
            switch step(index).call(attempt.kind)?.operation {
            case .http, .program, .registered, nil: needs.replies.append(index)
            case .saga: needs.children.append(index)
            case .sleep, .signal: waits.append(attempt)
            }
        }
        let isUndone = failure.isUndone && !hasPassedPivot
        needs.isCancelling = !needs.children.isEmpty && isUndone
        if !needs.isEmpty { return .move(.work(needs)) }
        if hasPassedPivot {
            return .record(
                .sagaParked(
                    reason: "\(failure.reason); the saga can only go forward from here"))
        }
        guard isUndone else { return .record(.sagaParked(reason: failure.reason)) }
        if let wait = waits.first {
            // Not `rejected`, which would be a failure of its own, and hide why the saga turns.
            let result = AttemptResult(outcome: .unreachable, detail: "the saga gave up")
            return .record(.attemptEnded(wait, result))
        }
        return .record(.compensationStarted(reason: failure.reason))
    }

    /// A pivot in doubt decides which way the saga can go: it is asked, as soon as what was sent
    /// cannot arrive any more.
    private func settlePivot(
        at now: Timestamp, in cluster: ClusterDefinition, _ needs: inout Needs
    ) -> Fact? {
        for index in frontier.open where step(index).recovery == .pivot {
            let state = steps[index]
            guard state.inFlight == nil, state.isDoubtful else { continue }
            if state.phase == .open, state.applied == false, let asked = state.sentAt,
                asked >= state.arrivesUntil ?? now
            {
                return .stepSettled(
                    step: index, .rejected, reason: "the probe shows that it is not in effect")
            }
            guard state.phase == .doubting else { continue }
            let arrivesUntil = arrivesUntil(index) ?? now
            if state.applied == nil, arrivesUntil > now {
                needs.wake(at: arrivesUntil, for: .lateRequests)
                continue
            }
            switch need(of: index, at: now, in: cluster) {
            case .record(let fact): return fact
            case .call: needs.calls.append(index)
            case .time(let due, let reason): needs.wake(at: due, for: reason)
            case .unpause: needs.held.append(index)
            case .reply, .child, .answer, .help: break
            }
        }
        return nil
    }

    /// Whether the pivot, or what comes after it, has succeeded or may have.
    ///
    /// What was done then stays done. A pivot can be skipped, and what comes after it be done all
    /// the same.
    var hasPassedPivot: Bool {
        plan.instances.indices.contains { index in
            guard step(index).recovery != .compensatable else { return false }
            switch steps[index].phase {
            case .succeeded, .unknown, .doubting: return true
            case .open: return steps[index].isDoubtful
            case .rejected, .skipped, .undoing, .confirming, .compensated, .left: return false
            }
        }
    }

    private func failureReason(_ index: Int) -> String {
        let step = steps[index]
        let word =
            switch (step.phase, step.lastOutcome) {
            case (.rejected, .unreachable): "could not be reached"
            case (.rejected, _): "was rejected"
            default: "ended unknown"
            }
        return "\(instance(index)) \(word): \(step.detail)"
    }

    func forwardNeed(
        of index: Int, at now: Timestamp, in cluster: ClusterDefinition
    ) -> StepNeed {
        switch steps[index].phase {
        case .open: act(index, in: cluster)
        case .doubting: resolve(index, at: now, in: cluster)
        case .succeeded, .rejected, .unknown, .skipped, .undoing, .confirming, .compensated, .left:
            preconditionFailure(
                "saga \(id): \(instance(index)) is \(steps[index].phase) going forward")
        }
    }

    private func act(_ index: Int, in cluster: ClusterDefinition) -> StepNeed {
        let pinned = pinned(index)
        if let when = pinned.definition.when, steps[index].attempts.isEmpty,
            !holds(when, for: index, in: cluster)
        {
            return settle(index, .skipped, "its 'when' does not hold")
        }
        if let before = pinned.call(.before) {
            if steps[index].before == nil,
                pinned.readCondition.map({ holds($0, for: index, in: cluster) }) ?? true
            {
                return read(index, before.definition)
            }
            if case .integer(let status)? = steps[index].before?[.status],
                pinned.done.contains(Int(status))
            {
                return settle(
                    index, .skipped, "there is nothing to do: \(steps[index].detail)")
            }
        }
        if steps[index].hasGivenUp
            || steps[index].spent >= pinned.action.definition.retry.attempts
        {
            let state = steps[index]
            return settle(
                index, state.isDoubtful ? .unknown : .rejected,
                "no success in \(tries(state.spent)), last: \(state.actionDetail)")
        }
        return pinned.action.isWait ? startWait(index, .action) : .call(.action)
    }

    /// Looks at what the node holds before anything is changed.
    private func read(_ index: Int, _ before: CallDefinition) -> StepNeed {
        let state = steps[index]
        if state.lastOutcome == .rejected, state.hasGivenUp {
            return settle(index, .rejected, "nothing was sent: \(state.detail)")
        }
        if state.hasGivenUp || state.spent >= before.retry.attempts {
            return settle(
                index, .rejected,
                "nothing was sent: what the node holds could not be read in "
                    + "\(tries(state.spent)), last: \(state.detail)")
        }
        return .call(.before)
    }

    /// An action of unknown outcome is settled before the saga moves on.
    private func resolve(
        _ index: Int, at now: Timestamp, in cluster: ClusterDefinition
    ) -> StepNeed {
        let state = steps[index]
        switch state.applied {
        case true?: return settle(index, .succeeded, "the probe shows that it is in effect")
        case false?: return refused(index, at: now, in: cluster)
        case nil:
            let limit = step(index).probe?.call.retry.attempts ?? 0
            if state.unanswered >= limit {
                return settle(
                    index, .unknown,
                    "no probe was answered in \(tries(state.unanswered)), last: \(state.detail)")
            }
            return .call(.probe)
        }
    }

    /// The last try was refused, and the earlier ones have no effect (yet).
    private func refused(
        _ index: Int, at now: Timestamp, in cluster: ClusterDefinition
    ) -> StepNeed {
        // A node that keeps the barrier lets no try take effect that is older than one it refused.
        let arrivesUntil = keepsBarrier(index, in: cluster) ? nil : arrivesUntil(index)
        if step(index).recovery == .pivot, let arrivesUntil {
            // Nothing undoes it: it is asked again once nothing can arrive any more.
            if arrivesUntil > now { return .time(until: arrivesUntil, .lateRequests) }
            if let asked = steps[index].sentAt, asked < arrivesUntil { return .call(.probe) }
        }
        let mayStillArrive = arrivesUntil.map { $0 > now } ?? false
        return settle(
            index, mayStillArrive ? .unknown : .rejected,
            "refused, and the probe shows that it is not in effect")
    }

    func tries(_ count: Int) -> String {
        count == 1 ? "1 try" : "\(count) tries"
    }
}
