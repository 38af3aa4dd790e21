internal import Steps

/// What the entries of a saga tell about one instance of a step.
///
/// Written apart from the engine's own state machine, so that a mistake there shows here.
struct StepTrace: Hashable, Sendable {
    enum Phase: Hashable, Sendable {
        case open, doubting
        case succeeded, rejected, unknown, skipped
        case undoing, confirming, undone
        /// An operator lets it stay in effect.
        case left
    }

    var phase = Phase.open
    /// Whether an operator said what became of it, so that no ledger need show it.
    var isVouchedFor = false
    /// Whether the action was ever tried.
    var wasStarted = false
    /// Whether an action's outcome was ever unknown.
    var isDoubtful = false
    /// The call under way.
    var inFlight: CallKind?
    /// Tries by kind.
    var attempts: [CallKind: Int] = [:]
    /// The names under which calls were made: more than one if its step was renamed in between.
    var names: [CallKind: Set<InstanceName>] = [:]
    /// What the last probe said: whether the action is in effect.
    var applied: Bool?
    /// The outcome of the last action or read.
    var lastOutcome: String?
    /// The outcome of the last compensation.
    var undoOutcome: String?

    /// Whether it was done, or did not have to be.
    var isDone: Bool { phase == .succeeded || phase == .skipped }

    /// Whether it failed for good.
    var isFailed: Bool { phase == .rejected || phase == .unknown }

    /// Whether something of it may be in effect.
    var needsUndo: Bool {
        switch phase {
        case .rejected, .skipped, .undone, .left: false
        case .open: isDoubtful
        case .doubting, .succeeded, .unknown, .undoing, .confirming: wasStarted
        }
    }

    /// Whether the action took effect, or may have.
    var mayBeInEffect: Bool {
        switch phase {
        case .succeeded, .unknown, .doubting: true
        case .open: isDoubtful
        case .rejected, .skipped, .undoing, .confirming, .undone, .left: false
        }
    }

    mutating func apply(
        _ record: HistoryRecord, of step: StepDefinition, hasTurned: Bool
    ) {
        switch record.type {
        case .attemptStarted: start(record)
        case .attemptEnded:
            inFlight = nil
            end(record, of: step)
        case .attemptInterrupted:
            inFlight = nil
            guard record.call == .action else { return }
            lastOutcome = "unknown"
            if step.action.operation.hasEffect { doubt(hasProbe: step.probe != nil) }
        case .stepSettled: settle(record.outcome)
        case .operatorDecided: decide(record, hasTurned: hasTurned)
        default: break
        }
    }

    /// An operator sent the saga on: what had failed is tried again.
    mutating func reopen(hasProbe: Bool) {
        phase = isDoubtful && hasProbe ? .doubting : .open
        lastOutcome = nil
    }

    private mutating func decide(_ record: HistoryRecord, hasTurned: Bool) {
        switch record.decision?.decision {
        case .skip: phase = .skipped
        case .unskip: phase = .open
        case .settle:
            isVouchedFor = true
            let isUndone = hasTurned && record.outcome == "succeeded"
            settle(isUndone ? "compensated" : record.outcome)
        case .forward: phase = .left
        case .edit, .compensate, .pause, .unpause, nil: break
        }
    }

    private mutating func start(_ record: HistoryRecord) {
        guard let call = record.call, let name = record.instance else { return }
        inFlight = call
        attempts[call, default: 0] += 1
        names[call, default: []].insert(name)
        if call == .action { wasStarted = true }
        if call == .compensation { phase = .undoing }
    }

    private mutating func end(_ record: HistoryRecord, of step: StepDefinition) {
        switch record.call {
        case .before: lastOutcome = record.outcome
        case .action: endAction(record, of: step)
        case .probe: endProbe(record.applied)
        case .compensation: endCompensation(record.outcome, hasProbe: step.probe != nil)
        case nil: break
        }
    }

    private mutating func endAction(_ record: HistoryRecord, of step: StepDefinition) {
        lastOutcome = record.outcome
        let policy = step.action.retry
        switch record.outcome {
        case "succeeded": phase = .succeeded
        case "rejected" where policy.covers(.rejected, status: record.status): break
        case "rejected" where !isDoubtful: phase = .rejected
        case "rejected": phase = step.probe != nil ? .doubting : .unknown
        case "unknown" where step.action.operation.hasEffect:
            doubt(hasProbe: step.probe != nil)
        default: break
        }
    }

    private mutating func endProbe(_ answer: Bool?) {
        applied = answer
        switch (phase, answer) {
        case (.doubting, false) where lastOutcome != "rejected": phase = .open
        case (.confirming, true): phase = .undoing
        default: break
        }
    }

    private mutating func endCompensation(_ outcome: String?, hasProbe: Bool) {
        applied = nil
        undoOutcome = outcome
        switch outcome {
        case "succeeded": phase = isDoubtful && hasProbe ? .confirming : .undone
        case "rejected" where hasProbe: phase = .confirming
        default: break
        }
    }

    private mutating func doubt(hasProbe: Bool) {
        isDoubtful = true
        applied = nil
        phase = hasProbe ? .doubting : .open
    }

    private mutating func settle(_ word: String?) {
        switch word {
        case "succeeded": phase = .succeeded
        case "rejected":
            // It never took effect: a later try starts without the doubts of the earlier ones.
            phase = .rejected
            isDoubtful = false
        case "unknown": phase = .unknown
        case "skipped": phase = .skipped
        case "compensated": phase = .undone
        default: break
        }
    }
}
