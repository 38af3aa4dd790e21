internal import Journal
internal import Steps

/// What events say, as facts.
extension SagaMachine {
    /// A node may ask for a pause, but not park a saga by asking for a long one.
    private static let longestRetryAfter = Milliseconds.seconds(60)

    func facts(
        of event: Event, at now: Timestamp, in cluster: ClusterDefinition,
        using generator: inout some RandomNumberGenerator
    ) -> [Fact] {
        // What comes after the end, as a late reply may, is no news.
        guard !status.isTerminal else { return [] }
        return switch event {
        case .locksAcquired: [.sagaStarted]
        case .attemptEnded(let attempt, let result):
            // What was reported twice, as the end of a child may be, is old news.
            steps[attempt.step].inFlight == attempt
                ? [
                    .attemptEnded(
                        attempt,
                        self.result(of: attempt, result, at: now, in: cluster, &generator))
                ] : []
        case .timerFired: []
        case .recovered: interruptions(at: now, in: cluster)
        case .signalled(let signal):
            takesSignal(named: signal.name) ? [.signalReceived(signal)] : []
        case .cancelled(let by, let reason):
            canBeCancelled ? [.cancelRequested(by: by, reason: reason)] : []
        case .retried(let by, let reason):
            status == .parked ? [.sagaRetried(by: by, reason: reason)] : []
        case .asked(let verb, let by, let reason):
            ruling(on: verb, by: by, reason: reason, at: now, in: cluster).facts
        }
    }

    /// Whether the saga can still be asked to undo everything.
    var canBeCancelled: Bool {
        !status.isTerminal && !hasTurned && cancellation == nil && !hasPassedPivot
    }

    /// What the engine sees to itself goes on as if nothing had happened.
    private func interruptions(at now: Timestamp, in cluster: ClusterDefinition) -> [Fact] {
        steps.indices.compactMap { index in
            guard let attempt = steps[index].inFlight,
                pinned(index).call(attempt.kind)?.isWait == false
            else { return nil }
            let limit = now + lifetime(index, attempt.kind, in: cluster)
            return .attemptInterrupted(attempt, arrivesUntil: limit)
        }
    }

    private func result(
        of attempt: Attempt, _ result: CallResult, at now: Timestamp,
        in cluster: ClusterDefinition, _ generator: inout some RandomNumberGenerator
    ) -> AttemptResult {
        var recorded = AttemptResult(
            outcome: result.outcome, status: result.status, detail: result.detail,
            reply: result.reply)
        let step = pinned(attempt.step)
        if result.outcome == .succeeded,
            let expect = step.call(attempt.kind)?.definition.expect,
            !expect.holds(in: scope(ofStep: attempt.step, reply: result.reply, in: cluster))
        {
            recorded.outcome = .unknown
            recorded.detail += ", which is not what is expected: \(expect.source)"
        }
        if attempt.kind == .probe {
            recorded.applied =
                recorded.outcome == .succeeded ? verdict(attempt.step, result, in: cluster) : nil
            // The verdict is what is kept of a probe's answer, and whose doing it is.
            recorded.reply = recorded.reply.filter { $0.key == .barrier }
        }
        if recorded.outcome == .unknown, step.changesNode(attempt.kind) {
            recorded.arrivesUntil = now + lifetime(attempt.step, attempt.kind, in: cluster)
        }
        if let (failures, policy) = failures(after: attempt, recorded) {
            let pause = Backoff.wait(after: failures, policy: policy, using: &generator)
            let asked = min(result.retryAfter ?? 0, Self.longestRetryAfter)
            recorded.retryAt = now + max(pause, asked)
        }
        return recorded
    }

    /// Whether a probe's answer means that the action is in effect.
    func verdict(
        _ index: Int, _ result: CallResult, in cluster: ClusterDefinition
    ) -> Bool? {
        guard let probe = pinned(index).definition.probe else { return nil }
        return probe.applied.holds(in: scope(ofStep: index, reply: result.reply, in: cluster))
    }

    /// How many tries have failed, and what says how long to wait before the next; `nil`: there is
    /// no wait, or no next try.
    private func failures(
        after attempt: Attempt, _ result: AttemptResult
    ) -> (Int, RetryPolicy)? {
        // What succeeds is not repeated, but for a probe's verdict.
        if result.outcome == .succeeded, attempt.kind != .probe,
            pinned(attempt.step).call(attempt.kind)?.definition.retry.on == nil
        {
            return nil
        }
        let state = steps[attempt.step]
        let step = step(attempt.step)
        let backward = step.compensation?.retry ?? .backward
        let (failures, policy): (Int, RetryPolicy)
        var isRepeated = true
        switch (attempt.kind, result.applied) {
        case (.before, _):
            (failures, policy) = (state.spent + 1, step.before?.call.retry ?? .forward)
            isRepeated = policy.covers(result.outcome, status: result.status)
        case (.action, _):
            (failures, policy) = (state.spent + 1, step.action.retry)
            // With a probe, an unknown outcome is looked into at once.
            let isProbed = step.probe != nil && step.action.operation.hasEffect
            isRepeated =
                policy.covers(result.outcome, status: result.status)
                && !(isProbed && result.outcome == .unknown)
        case (.compensation, _):
            (failures, policy) = (state.spent + 1, backward)
            let isEarly =
                result.outcome == .rejected && step.probe == nil && state.wasSentBeforeActionsEnd
            isRepeated = isEarly || policy.covers(result.outcome, status: result.status)
        case (.probe, nil):
            let forward = step.probe?.call.retry ?? .forward
            (failures, policy) = (state.unanswered + 1, hasTurned ? backward : forward)
        case (.probe, false?):
            (failures, policy) = (state.spent, step.action.retry)
            isRepeated =
                state.phase == .doubting && state.lastOutcome != .rejected && !state.hasGivenUp
        case (.probe, true?):
            (failures, policy) = (state.spent + 1, backward)
            isRepeated = state.phase == .confirming && !state.undoRefused
        }
        return isRepeated && failures < policy.attempts ? (failures, policy) : nil
    }

    /// How long a request may still arrive after it was given up.
    func lifetime(
        _ index: Int, _ kind: CallKind, in cluster: ClusterDefinition
    ) -> Milliseconds {
        instance(index).node.flatMap { cluster.nodes[$0]?.maxRequestLifetime }
            ?? pinned(index).call(kind)?.definition.timeout ?? CallDefinition.defaultTimeout
    }
}
