public import Steps

extension ScheduleState {
    /// Decides every planned moment up to now that is not decided yet, in order.
    ///
    /// - A moment that was missed by more than `catchUp` is skipped.
    /// - With overlap `skip`, a moment runs if no run is unfinished; with `queue`, if at most one
    ///   is, so that one run waits at most; with `allow`, always. Runs of this same decision
    ///   count as unfinished. After a down time, `skip` thus runs the oldest moment that is not
    ///   too late, and `queue` the two oldest.
    /// - While the schedule is paused, every moment is skipped.
    /// - A clock that was set back decides nothing until it has come past ``lastMoment`` again.
    ///
    /// The work does not grow with the length of a down time: rows of moments that are skipped
    /// are passed over at one go.
    /// - Parameter unfinishedRuns: How many sagas of ``job`` have no terminal status; a parked one
    ///   is unfinished.
    public mutating func decide(at now: Timestamp, unfinishedRuns: Int) -> ScheduleDecision {
        var decision = ScheduleDecision()
        guard !isPaused else {
            skip(through: now, because: .paused, in: &decision)
            return decision
        }
        skip(through: lastTooLate(at: now), because: .late, in: &decision)
        while decision.runs.count < Self.mostAtOnce,
            let moment = definition.next(after: lastMoment), moment <= now
        {
            guard mayRun(beside: unfinishedRuns + decision.runs.count) else {
                skip(through: now, because: .overlap, in: &decision)
                break
            }
            decision.runs.append(moment)
            lastMoment = moment
            runs += 1
        }
        decision.nextWake = definition.next(after: lastMoment)
        return decision
    }

    /// Lets the schedule rest; what is due and undecided is skipped.
    public mutating func pause(at now: Timestamp) -> ScheduleDecision {
        isPaused = true
        return decide(at: now, unfinishedRuns: 0)
    }

    /// Ends a pause; what was planned in it, up to now, is skipped and not caught up.
    public mutating func unpause(at now: Timestamp) -> ScheduleDecision {
        var decision = ScheduleDecision()
        if isPaused { skip(through: now, because: .paused, in: &decision) }
        isPaused = false
        decision.nextWake = definition.next(after: lastMoment)
        return decision
    }

    private func mayRun(beside unfinished: Int) -> Bool {
        switch definition.overlap {
        case .skip: unfinished == 0
        case .queue: unfinished <= 1
        case .allow: true
        }
    }

    /// The last moment that `catchUp` no longer reaches.
    private func lastTooLate(at now: Timestamp) -> Timestamp {
        let (first, overflow) = now.rawValue.subtractingReportingOverflow(
            definition.catchUp.rawValue)
        return Timestamp(rawValue: overflow ? .min : max(first, .min + 1) - 1)
    }

    private mutating func skip(
        through last: Timestamp, because reason: SkippedMoments.Reason,
        in decision: inout ScheduleDecision
    ) {
        guard let first = definition.next(after: lastMoment), first <= last else { return }
        let count = definition.count(after: lastMoment, through: last, limit: Self.mostAtOnce)
        decision.skipped.append(
            SkippedMoments(reason: reason, first: first, through: last, count: count))
        lastMoment = last
        skipped += count
    }
}
