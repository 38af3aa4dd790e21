public import Journal
internal import Steps

extension SagaMachine {
    /// Takes in the next entry: the only way in which state changes.
    ///
    /// - Precondition: the entry is this saga's, and the next in its sequence.
    public mutating func evolve(_ entry: Entry) {
        precondition(
            entry.saga == id && entry.sequence == sequence + 1,
            "saga \(id): entry \(entry.sequence) does not follow \(sequence)")
        precondition(!status.isTerminal, "saga \(id): an entry after its end")
        sequence = entry.sequence
        apply(entry.fact, at: entry.time)
        moveFrontier()
    }

    private mutating func apply(_ fact: Fact, at time: Timestamp) {
        switch fact {
        case .sagaAccepted: preconditionFailure("saga \(id): accepted twice")
        case .sagaStarted: status = .running
        case .attemptStarted(let attempt):
            steps[attempt.step].start(attempt, at: time)
        case .attemptEnded(let attempt, let result):
            let hasProbe = definition.step(of: plan[attempt.step]).probe != nil
            steps[attempt.step].end(attempt, result, hasProbe: hasProbe)
            extendQuiet(to: result.arrivesUntil)
        case .attemptInterrupted(let attempt, let arrivesUntil):
            let hasProbe = definition.step(of: plan[attempt.step]).probe != nil
            steps[attempt.step].interrupt(attempt, until: arrivesUntil, hasProbe: hasProbe)
            if attempt.kind.changesNode { extendQuiet(to: arrivesUntil) }
        case .stepSettled(let step, let settlement, let reason):
            steps[step].settle(settlement)
            steps[step].detail = reason
        case .compensationStarted(let reason):
            status = .compensating
            hasTurned = true
            self.reason = reason
            frontier = min(frontier, plan.count - 1)
            for index in steps.indices { steps[index].resetTries() }
        case .sagaParked(let reason):
            status = .parked
            self.reason = reason
        case .sagaRetried:
            status = hasTurned ? .compensating : .running
            for index in steps.indices { steps[index].resetTries() }
            if !hasTurned, frontier < plan.count {
                let hasProbe = definition.step(of: plan[frontier]).probe != nil
                steps[frontier].reopen(hasProbe: hasProbe)
            }
        case .sagaCompleted: status = .completed
        case .sagaCompensated: status = .compensated
        case .sagaAbandoned(_, let reason):
            status = .abandoned
            self.reason = reason
        }
    }

    private mutating func extendQuiet(to moment: Timestamp?) {
        if let moment { quietAt = max(moment, quietAt ?? moment) }
    }

    private mutating func moveFrontier() {
        if hasTurned {
            while frontier >= 0, isUndone(frontier) { frontier -= 1 }
        } else {
            while frontier < plan.count, steps[frontier].isDone { frontier += 1 }
        }
    }

    private func isUndone(_ index: Int) -> Bool {
        steps[index].isUndone || definition.step(of: plan[index]).compensation == nil
    }
}

extension CallKind {
    /// Whether a call of this kind can change what a node holds.
    var changesNode: Bool {
        switch self {
        case .action, .compensation: true
        case .before, .probe: false
        }
    }
}

extension StepState {
    mutating func start(_ attempt: Attempt, at time: Timestamp) {
        precondition(inFlight == nil, "a second request of a step while one is under way")
        inFlight = attempt
        sentAt = time
        retryAt = nil
        attempts[attempt.kind, default: 0] += 1
        if attempt.kind == .compensation { phase = .undoing }
    }

    mutating func end(_ attempt: Attempt, _ result: AttemptResult, hasProbe: Bool) {
        precondition(inFlight == attempt, "an outcome of a request that is not under way")
        inFlight = nil
        retryAt = result.retryAt
        detail = result.detail
        switch attempt.kind {
        case .before: endBefore(result)
        case .action: endAction(result, hasProbe: hasProbe)
        case .probe: endProbe(result)
        case .compensation: endCompensation(result, hasProbe: hasProbe)
        }
    }

    private mutating func endBefore(_ result: AttemptResult) {
        lastOutcome = result.outcome
        if result.outcome == .succeeded {
            before = result.reply
            spent = 0
        } else {
            spent += 1
        }
    }

    private mutating func endAction(_ result: AttemptResult, hasProbe: Bool) {
        lastOutcome = result.outcome
        actionDetail = result.detail
        switch result.outcome {
        case .succeeded:
            phase = .succeeded
            reply = result.reply
        case .rejected where !isDoubtful: phase = .rejected
        case .rejected:
            // "It exists" may be the echo of an earlier try: only a new probe can tell.
            phase = hasProbe ? .doubting : .unknown
            applied = nil
            unanswered = 0
        case .unknown:
            spent += 1
            doubt(until: result.arrivesUntil, hasProbe: hasProbe)
        case .unreachable: spent += 1
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

    private mutating func endCompensation(_ result: AttemptResult, hasProbe: Bool) {
        let mayStillArrive = arrivesUntil.map { limit in (sentAt ?? limit) < limit } ?? false
        switch result.outcome {
        case .succeeded:
            // Known to be undone, unless the action can arrive after its own compensation.
            phase = isDoubtful && hasProbe ? .confirming : .compensated
        case .rejected:
            spent += 1
            undoRefused = !mayStillArrive
            if hasProbe { phase = .confirming }
        case .unknown, .unreachable: spent += 1
        }
        applied = nil
        unanswered = 0
    }

    mutating func interrupt(_ attempt: Attempt, until moment: Timestamp, hasProbe: Bool) {
        precondition(inFlight == attempt, "an interruption of a request that is not under way")
        inFlight = nil
        detail = "the engine stopped before the outcome was known"
        if attempt.kind == .action {
            lastOutcome = .unknown
            doubt(until: moment, hasProbe: hasProbe)
        }
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
    }
}
