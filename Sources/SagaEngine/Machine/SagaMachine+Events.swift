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
        switch event {
        case .locksAcquired: [.sagaStarted]
        case .attemptEnded(let attempt, let result):
            [
                .attemptEnded(
                    attempt, self.result(of: attempt, result, at: now, in: cluster, &generator))
            ]
        case .timerFired: []
        case .recovered: interruptions(at: now, in: cluster)
        case .retried(let by, let reason):
            status == .parked ? [.sagaRetried(by: by, reason: reason)] : []
        }
    }

    private func interruptions(at now: Timestamp, in cluster: ClusterDefinition) -> [Fact] {
        steps.indices.compactMap { index in
            steps[index].inFlight.map { attempt in
                let limit = now + lifetime(index, attempt.kind, in: cluster)
                return .attemptInterrupted(attempt, arrivesUntil: limit)
            }
        }
    }

    private func result(
        of attempt: Attempt, _ result: CallResult, at now: Timestamp,
        in cluster: ClusterDefinition, _ generator: inout some RandomNumberGenerator
    ) -> AttemptResult {
        var recorded = AttemptResult(
            outcome: result.outcome, status: result.status, detail: result.detail,
            reply: result.reply)
        if attempt.kind == .probe {
            recorded.applied = verdict(attempt.step, result, in: cluster)
            // The verdict is what is kept of a probe's answer.
            recorded.reply = [:]
        }
        if result.outcome == .unknown, attempt.kind.changesNode {
            recorded.arrivesUntil = now + lifetime(attempt.step, attempt.kind, in: cluster)
        }
        if let (failures, policy) = failures(after: attempt, recorded) {
            let pause = Backoff.wait(after: failures, policy: policy, using: &generator)
            let asked = min(result.retryAfter ?? 0, Self.longestRetryAfter)
            recorded.retryAt = now + max(pause, asked)
        }
        return recorded
    }

    private func verdict(
        _ index: Int, _ result: CallResult, in cluster: ClusterDefinition
    ) -> Bool? {
        guard result.outcome == .succeeded, let probe = definition.step(of: plan[index]).probe
        else { return nil }
        return probe.applied.holds(in: scope(ofStep: index, reply: result.reply, in: cluster))
    }

    /// How many tries have failed, and what says how long to wait before the next; `nil`: no wait.
    private func failures(
        after attempt: Attempt, _ result: AttemptResult
    ) -> (Int, RetryPolicy)? {
        let step = steps[attempt.step]
        let definition = definition.step(of: plan[attempt.step])
        let backward = definition.compensation?.retry ?? .backward
        let failed = result.outcome == .unknown || result.outcome == .unreachable
        switch attempt.kind {
        case .before:
            let policy = definition.before?.request.retry ?? .forward
            return failed ? (step.spent + 1, policy) : nil
        case .action:
            // With a probe, an unknown outcome is looked into at once.
            let waits = failed && !(result.outcome == .unknown && definition.probe != nil)
            return waits ? (step.spent + 1, definition.action.retry) : nil
        case .compensation:
            let refused = result.outcome == .rejected && definition.probe == nil
            return failed || refused ? (step.spent + 1, backward) : nil
        case .probe:
            switch (result.applied, step.phase) {
            case (nil, _): return (step.unanswered + 1, hasTurned ? backward : .forward)
            case (false, .doubting): return (step.spent, definition.action.retry)
            case (true, .confirming): return (step.spent, backward)
            default: return nil
            }
        }
    }

    /// How long a request may still arrive after it was given up.
    private func lifetime(
        _ index: Int, _ kind: CallKind, in cluster: ClusterDefinition
    ) -> Milliseconds {
        cluster.nodes[plan[index].node]?.maxRequestLifetime
            ?? definition.step(of: plan[index]).request(kind)?.timeout
            ?? RequestDefinition.defaultTimeout
    }
}
