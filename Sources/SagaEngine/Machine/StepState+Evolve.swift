internal import Journal
internal import Steps

/// What entries mean for one step.
extension StepState {
    mutating func start(_ attempt: Attempt, at time: Timestamp) {
        precondition(inFlight == nil, "a second call of a step while one is under way")
        inFlight = attempt
        sentAt = time
        retryAt = nil
        attempts.add(attempt.kind)
        if attempt.kind == .compensation { phase = .undoing }
    }

    mutating func end(_ attempt: Attempt, _ result: AttemptResult, of step: PinnedStep) {
        precondition(inFlight == attempt, "an outcome of a call that is not under way")
        inFlight = nil
        if result.outcome != .unreachable { sent.add(attempt.kind) }
        retryAt = result.retryAt
        detail = result.detail
        let call = step.call(attempt.kind)?.definition
        let isRepeated =
            call?.retry.covers(result.outcome, status: result.status)
            ?? RetryPolicy.forward.covers(result.outcome, status: result.status)
        switch attempt.kind {
        case .before: endBefore(result, isRepeated)
        case .action: endAction(result, isRepeated, of: step)
        case .probe: endProbe(result)
        case .compensation: endCompensation(result, isRepeated, hasProbe: step.hasProbe)
        }
    }

    private mutating func endBefore(_ result: AttemptResult, _ isRepeated: Bool) {
        lastOutcome = result.outcome
        if result.outcome == .succeeded {
            before = result.reply
            resetTries()
        } else {
            fail(isRepeated)
        }
    }

    private mutating func fail(_ isRepeated: Bool) {
        spent += 1
        hasGivenUp = !isRepeated
    }

    private mutating func endAction(
        _ result: AttemptResult, _ isRepeated: Bool, of step: PinnedStep
    ) {
        lastOutcome = result.outcome
        actionDetail = result.detail
        switch result.outcome {
        case .succeeded:
            phase = .succeeded
            reply = result.reply
        case .rejected where isRepeated: fail(true)
        case .rejected where !isDoubtful: phase = .rejected
        case .rejected:
            // "It exists" may be the echo of an earlier try: only a new probe can tell.
            phase = step.hasProbe ? .doubting : .unknown
            applied = nil
            unanswered = 0
        case .unknown:
            fail(isRepeated)
            if step.action.hasEffect {
                doubt(until: result.arrivesUntil, hasProbe: step.hasProbe)
            }
        case .unreachable: fail(isRepeated)
        }
    }

    private mutating func endProbe(_ result: AttemptResult) {
        applied = result.applied
        isActionReported = result.reply[.barrier] == .string("applied")
        guard let applied = result.applied else {
            unanswered += 1
            return
        }
        unanswered = 0
        switch (phase, applied) {
        case (.doubting, false) where lastOutcome != .rejected: phase = .open
        case (.confirming, true):
            // An undo that does not take is a failed try, or it would go on for ever.
            spent += 1
            phase = .undoing
        default: break
        }
    }

    private mutating func endCompensation(
        _ result: AttemptResult, _ isRepeated: Bool, hasProbe: Bool
    ) {
        switch result.outcome {
        case .succeeded:
            // Known to be undone, unless the action can arrive after its own compensation.
            phase = isDoubtful && hasProbe ? .confirming : .compensated
        case .rejected:
            spent += 1
            undoRefused = !wasSentBeforeActionsEnd && !isRepeated
            if hasProbe { phase = .confirming }
        case .unknown, .unreachable: fail(isRepeated)
        }
        isUndoReported = result.outcome == .succeeded
        applied = nil
        unanswered = 0
    }

    mutating func interrupt(
        _ attempt: Attempt, until moment: Timestamp, of step: PinnedStep
    ) {
        precondition(inFlight == attempt, "an interruption of a call that is not under way")
        inFlight = nil
        sent.add(attempt.kind)
        detail = "the engine stopped before the outcome was known"
        guard attempt.kind == .action else { return }
        lastOutcome = .unknown
        if step.action.hasEffect { doubt(until: moment, hasProbe: step.hasProbe) }
    }

    private mutating func doubt(until moment: Timestamp?, hasProbe: Bool) {
        isDoubtful = true
        if let moment { arrivesUntil = max(moment, arrivesUntil ?? moment) }
        applied = nil
        unanswered = 0
        phase = hasProbe ? .doubting : .open
    }

    mutating func settle(_ settlement: Settlement, hasTurned: Bool) {
        retryAt = nil
        if hasTurned, settlement == .unknown {
            // Its compensation cannot be tried: only an operator can help.
            hasGivenUp = true
            return
        }
        switch settlement {
        case .succeeded: phase = .succeeded
        case .rejected:
            // It never took effect: a later try starts without the doubts of the earlier ones.
            phase = .rejected
            isDoubtful = false
            arrivesUntil = nil
        case .unknown: phase = .unknown
        case .skipped: phase = .skipped
        case .compensated: phase = .compensated
        }
    }

    /// Lets a step that failed for good be tried again.
    mutating func reopen(hasProbe: Bool) {
        phase = isDoubtful && hasProbe ? .doubting : .open
        lastOutcome = nil
        applied = nil
    }

    mutating func resetTries() {
        spent = 0
        unanswered = 0
        retryAt = nil
        undoRefused = false
        hasGivenUp = false
    }
}
