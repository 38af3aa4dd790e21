public import Journal
internal import Steps

extension SagaMachine {
    /// Takes in the next entry: the only way in which state changes.
    ///
    /// - Parameter version: for a `definitionMigrated`, the definition that it names.
    /// - Precondition: the entry is this saga's, and the next in its sequence.
    public mutating func evolve(_ entry: Entry, to version: PinnedDefinition? = nil) {
        precondition(
            entry.saga == id && entry.sequence == sequence + 1,
            "saga \(id): entry \(entry.sequence) does not follow \(sequence)")
        precondition(!status.isTerminal, "saga \(id): an entry after its end")
        sequence = entry.sequence
        apply(entry.fact, at: entry.time, version)
        moveFrontier()
    }

    private mutating func apply(_ fact: Fact, at time: Timestamp, _ version: PinnedDefinition?) {
        switch fact {
        case .sagaAccepted: preconditionFailure("saga \(id): accepted twice")
        case .sagaStarted:
            status = .running
            startedAt = time
        case .attemptStarted(let attempt): steps[attempt.step].start(attempt, at: time)
        case .attemptEnded(let attempt, let result):
            steps[attempt.step].end(attempt, result, of: step(attempt.step))
            extendQuiet(to: result.arrivesUntil)
        case .attemptInterrupted(let attempt, let arrivesUntil):
            let step = step(attempt.step)
            steps[attempt.step].interrupt(attempt, until: arrivesUntil, of: step)
            if step.changesNode(attempt.kind) { extendQuiet(to: arrivesUntil) }
        case .stepSettled(let step, let settlement, let reason):
            steps[step].settle(settlement)
            steps[step].detail = reason
        case .signalReceived(let signal): signals[signal.name] = signal
        case .cancelRequested(let by, let reason): cancel("\(by) cancelled it: \(reason)")
        case .definitionMigrated(_, let renamed, _):
            guard let version else { preconditionFailure("saga \(id): its new version is missing") }
            migrate(to: version, renamed: renamed)
        case .compensationStarted(let reason): turn(reason)
        case .sagaParked(let reason): stop(.parked, reason)
        case .sagaRetried: retry()
        case .sagaCompleted: status = .completed
        case .sagaCompensated: status = .compensated
        case .sagaAbandoned(_, let reason): stop(.abandoned, reason)
        }
    }

    private mutating func stop(_ status: SagaStatus, _ reason: String) {
        self.status = status
        self.reason = reason
    }

    private mutating func cancel(_ reason: String) {
        cancellation = reason
        if status == .parked { status = .running }
    }

    private mutating func turn(_ reason: String) {
        status = .compensating
        hasTurned = true
        self.reason = reason
        for index in steps.indices { steps[index].resetTries() }
        frontier.turn()
    }

    private mutating func retry() {
        status = hasTurned ? .compensating : .running
        isDeadlineLifted = true
        for index in steps.indices { steps[index].resetTries() }
        guard !hasTurned else { return }
        for index in frontier.open {
            steps[index].reopen(hasProbe: step(index).probe != nil)
        }
    }

    private mutating func extendQuiet(to moment: Timestamp?) {
        if let moment { quietAt = max(moment, quietAt ?? moment) }
    }

    /// Takes out of the frontier what is done, or undone, and so opens what comes after it.
    mutating func moveFrontier() {
        while let index = frontier.open.first(where: isPassed) { frontier.finish(index) }
    }

    private func isPassed(_ index: Int) -> Bool {
        let state = steps[index]
        if hasTurned { return state.isUndone || step(index).compensation == nil }
        return state.isDone || (state.isFailed && failurePolicy(index) == .continue)
    }
}

extension StepDefinition {
    /// Whether a call of a kind can change what a node holds.
    func changesNode(_ kind: CallKind) -> Bool {
        switch kind {
        case .action, .compensation: call(kind)?.operation.hasEffect ?? false
        case .before, .probe: false
        }
    }
}

extension StepState {
    mutating func start(_ attempt: Attempt, at time: Timestamp) {
        precondition(inFlight == nil, "a second call of a step while one is under way")
        inFlight = attempt
        sentAt = time
        retryAt = nil
        attempts[attempt.kind, default: 0] += 1
        if attempt.kind == .compensation { phase = .undoing }
    }

    mutating func end(_ attempt: Attempt, _ result: AttemptResult, of step: StepDefinition) {
        precondition(inFlight == attempt, "an outcome of a call that is not under way")
        inFlight = nil
        retryAt = result.retryAt
        detail = result.detail
        let policy = step.call(attempt.kind)?.retry ?? .forward
        let isRepeated = policy.covers(result.outcome, status: result.status)
        switch attempt.kind {
        case .before: endBefore(result, isRepeated)
        case .action: endAction(result, isRepeated, of: step)
        case .probe: endProbe(result)
        case .compensation: endCompensation(result, isRepeated, hasProbe: step.probe != nil)
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
        _ result: AttemptResult, _ isRepeated: Bool, of step: StepDefinition
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
            phase = step.probe != nil ? .doubting : .unknown
            applied = nil
            unanswered = 0
        case .unknown:
            fail(isRepeated)
            if step.action.operation.hasEffect {
                doubt(until: result.arrivesUntil, hasProbe: step.probe != nil)
            }
        case .unreachable: fail(isRepeated)
        }
    }

    private mutating func endProbe(_ result: AttemptResult) {
        applied = result.applied
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
        let mayStillArrive = arrivesUntil.map { limit in (sentAt ?? limit) < limit } ?? false
        switch result.outcome {
        case .succeeded:
            // Known to be undone, unless the action can arrive after its own compensation.
            phase = isDoubtful && hasProbe ? .confirming : .compensated
        case .rejected:
            spent += 1
            undoRefused = !mayStillArrive && !isRepeated
            if hasProbe { phase = .confirming }
        case .unknown, .unreachable: fail(isRepeated)
        }
        applied = nil
        unanswered = 0
    }

    mutating func interrupt(
        _ attempt: Attempt, until moment: Timestamp, of step: StepDefinition
    ) {
        precondition(inFlight == attempt, "an interruption of a call that is not under way")
        inFlight = nil
        detail = "the engine stopped before the outcome was known"
        guard attempt.kind == .action else { return }
        lastOutcome = .unknown
        if step.action.operation.hasEffect { doubt(until: moment, hasProbe: step.probe != nil) }
    }

    private mutating func doubt(until moment: Timestamp?, hasProbe: Bool) {
        isDoubtful = true
        if let moment { arrivesUntil = max(moment, arrivesUntil ?? moment) }
        applied = nil
        unanswered = 0
        phase = hasProbe ? .doubting : .open
    }

    mutating func settle(_ settlement: Settlement) {
        retryAt = nil
        switch settlement {
        case .succeeded: phase = .succeeded
        case .rejected: phase = .rejected
        case .unknown: phase = .unknown
        case .skipped: phase = .skipped
        case .compensated: phase = .compensated
        }
    }

    /// Lets a step that failed for good be tried again.
    mutating func reopen(hasProbe: Bool) {
        guard phase == .rejected || phase == .unknown else { return }
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
