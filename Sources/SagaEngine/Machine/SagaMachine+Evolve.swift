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
        latest = entry.time
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
            steps[attempt.step].end(attempt, result, of: pinned(attempt.step))
            extendQuiet(of: attempt.step, to: result.arrivesUntil)
        case .attemptInterrupted(let attempt, let arrivesUntil):
            let step = pinned(attempt.step)
            steps[attempt.step].interrupt(attempt, until: arrivesUntil, of: step)
            if step.changesNode(attempt.kind) { extendQuiet(of: attempt.step, to: arrivesUntil) }
        case .stepSettled(let step, let settlement, let reason):
            steps[step].settle(settlement, hasTurned: hasTurned)
            steps[step].detail = reason
        case .signalReceived(let signal): signals[signal.name] = signal
        case .cancelRequested(let by, let reason): cancel("\(by) cancelled it: \(reason)")
        case .definitionMigrated(_, let renamed, _):
            guard let version else { preconditionFailure("saga \(id): its new version is missing") }
            migrate(to: version, renamed: renamed)
        case .compensationStarted(let reason): turn(reason)
        case .sagaParked(let reason): stop(.parked, reason)
        case .sagaRetried: status == .parked ? retry() : hurry()
        case .operatorDecided(let decision, let by, let reason):
            apply(decision, by: by, reason: reason, at: time)
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

    /// Turns a copy, to see what would be undone.
    mutating func turnForPlan() {
        turn(reason)
    }

    private mutating func retry() {
        status = hasTurned ? .compensating : .running
        isDeadlineLifted = true
        // A cancellation that came too late for the pivot is settled by the operator's decision.
        cancellation = nil
        for index in steps.indices { steps[index].resetTries() }
        guard !hasTurned else { return }
        for index in frontier.open where steps[index].isFailed {
            steps[index].reopen(hasProbe: pinned(index).hasProbe)
            forgetAnswer(to: index)
        }
    }

    /// What waits for its next try has it now; how many there are is left as it is.
    private mutating func hurry() {
        for index in steps.indices { steps[index].retryAt = nil }
    }

    /// A question that is asked again wants another answer.
    private mutating func forgetAnswer(to index: Int) {
        guard case .signal = step(index).action.operation else { return }
        signals[instance(index).description] = nil
        signals[instance(index).step] = nil
    }

    private mutating func extendQuiet(of step: Int, to moment: Timestamp?) {
        guard let moment else { return }
        quietAt = max(moment, quietAt ?? moment)
        steps[step].quietAt = max(moment, steps[step].quietAt ?? moment)
    }

    /// Takes out of the frontier what is done, or undone, and so opens what comes after it.
    mutating func moveFrontier() {
        // Without a closure, which would take a copy of the saga with it.
        var place = 0
        while place < frontier.open.count {
            let index = frontier.open[place]
            if isPassed(index) {
                frontier.finish(index)
                place = 0
            } else {
                place += 1
            }
        }
    }

    func isPassed(_ index: Int) -> Bool {
        if hasTurned {
            return steps[index].isUndone || pinned(index).call(.compensation) == nil
        }
        return steps[index].isDone
            || (steps[index].isFailed && failurePolicy(index) == .continue)
    }
}
