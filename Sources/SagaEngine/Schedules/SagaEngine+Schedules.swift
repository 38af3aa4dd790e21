internal import Journal
public import Steps
internal import Synchronization

/// Schedules: workflows that run by themselves.
///
/// A schedule is a record of the journal. What it decides and the sagas that follow from it are
/// written in one commit, and a run's key is its planned moment: so no run is lost or doubled,
/// whenever the engine is killed.
extension SagaEngine {
    private static let prefix = "schedule/"
    /// How long to wait before runs are submitted again to a journal that was full.
    private static let pause = Milliseconds.seconds(5)

    /// All schedules, in order of their names.
    public func schedules() -> [ScheduleState] {
        state.withLock { $0.schedules.values.sorted { $0.name < $1.name } }
    }

    /// Registers a schedule, or gives the one of this name another definition.
    ///
    /// - Throws: ``InputError`` if its inputs do not fit, ``JournalError`` if it cannot be written.
    public func setSchedule(
        _ name: String, of definition: PinnedDefinition, _ schedule: ScheduleDefinition
    ) async throws {
        _ = try definition.workflow.checkedInputs(schedule.inputs)
        try await change(name, with: [definition.write]) { old, now in
            guard var state = old, state.workflow == definition.workflow.name else {
                return ScheduleState(
                    name: name, workflow: definition.workflow.name,
                    workflowHash: definition.hash, definition: schedule, at: now)
            }
            state.redefine(schedule, workflowHash: definition.hash, at: now)
            return state
        }
    }

    /// Lets a schedule rest, or wakes it.
    ///
    /// - Throws: ``SagaError`` if there is no such schedule.
    public func pauseSchedule(_ name: String, _ isPaused: Bool) async throws {
        try await change(name) { old, now throws(SagaError) in
            guard var state = old else { throw Self.unknown(name) }
            _ = isPaused ? state.pause(at: now) : state.unpause(at: now)
            return state
        }
    }

    /// Removes a schedule; the sagas that it has submitted go on.
    ///
    /// - Throws: ``SagaError`` if there is no such schedule.
    public func removeSchedule(_ name: String) async throws {
        try await change(name) { old, _ throws(SagaError) in
            guard old != nil else { throw Self.unknown(name) }
            return nil
        }
    }

    private static func unknown(_ name: String) -> SagaError {
        SagaError(.unknownSchedule, "there is no schedule '\(name)'")
    }

    private func change(
        _ name: String, with writes: [JournalWrite] = [],
        _ change: (ScheduleState?, Timestamp) throws(SagaError) -> ScheduleState?
    ) async throws {
        let ticket = try state.withLock { state in
            // It keeps its name, in whichever bytes that Swift takes for the same it is called.
            let known = state.schedules.index(forKey: name).map { state.schedules.keys[$0] } ?? name
            let new = try change(state.schedules[known], clock.wall())
            state.schedules[known] = new
            return writer.enqueue(
                writes + [.put(record: Self.prefix + known, bytes: try new?.encoded())])
        }
        try await ticket.durable()
        Failpoint.hit("schedule.changed")
        scheduleAlarm.ring()
    }

    /// What the journal knows of schedules; blocks.
    func loadSchedules() throws -> (
        states: [String: ScheduleState], waitingRuns: [String: Set<SagaID>]
    ) {
        var states: [String: ScheduleState] = [:]
        var runs: [String: Set<SagaID>] = [:]
        for record in try journal.records(prefix: Self.prefix) {
            let schedule = try ScheduleState(encoded: record.bytes)
            states[schedule.name] = schedule
            let waiting = try journal.waiting(
                in: Lane(job: schedule.job), after: nil, limit: .max)
            runs[schedule.job] = Set(waiting)
        }
        return (states, runs)
    }

    /// Submits the runs of schedules when their moments have come.
    func serveSchedules() async throws {
        while !state.withLock({ $0.isStopped }) {
            var next: Timestamp?
            let names = state.withLock { state in
                state.isDraining || !state.isRecovered ? [] : state.schedules.keys.sorted()
            }
            for name in names {
                guard let wake = try await serve(name) else { continue }
                next = min(next ?? wake, wake)
            }
            await scheduleAlarm.wait(until: next.map(clock.look(for:)), clock: clock)
        }
    }

    /// Decides for one schedule.
    ///
    /// - Returns: when it is to be asked again.
    private func serve(_ name: String) async throws -> Timestamp? {
        guard let hash = state.withLock({ $0.schedules[name]?.workflowHash }) else { return nil }
        let definition = try await blocking { [self] in
            try pinned(hash, for: "schedule '\(name)'")
        }
        let decided = try state.withLock { state -> Decided? in
            guard var schedule = state.schedules[name], schedule.workflowHash == hash else {
                return nil
            }
            let old = schedule
            let unfinished = state.scheduledRuns[schedule.job]?.count ?? 0
            let decision = schedule.decide(at: clock.wall(), unfinishedRuns: unfinished)
            guard schedule != old else { return Decided(next: decision.nextWake) }
            let inputs = try definition.workflow.checkedInputs(schedule.definition.inputs)
            let submissions = decision.runs.map {
                Submission(key: schedule.key(of: $0), inputs: inputs)
            }
            let (ids, accepts) = accepts(
                submissions, of: definition, job: schedule.job,
                schedule: schedule.definition.overlap == .allow ? nil : name, in: &state)
            if let last = ids.last { schedule.lastRun = last }
            state.schedules[name] = schedule
            state.scheduledRuns[schedule.job, default: []].formUnion(ids)
            let ticket = writer.enqueue(
                accepts + [.put(record: Self.prefix + name, bytes: try schedule.encoded())])
            return Decided(
                next: decision.nextWake, ids: ids, ticket: ticket, old: old, new: schedule)
        }
        guard let decided else { return clock.wall() }
        return try await finish(decided, name)
    }

    /// What was decided for a schedule, on its way to the disk.
    private struct Decided {
        var next: Timestamp?
        var ids: [SagaID] = []
        var ticket: JournalTicket?
        var old: ScheduleState?
        var new: ScheduleState?
    }

    private func finish(_ decided: Decided, _ name: String) async throws -> Timestamp? {
        guard let ticket = decided.ticket else { return decided.next }
        Failpoint.hit("schedule.enqueued")
        do {
            let receipts = try await receipts(decided.ids, ticket)
            Failpoint.hit("schedule.durable")
            state.withLock { state in
                // One that was accepted before is counted already, if it is unfinished.
                for (id, receipt) in zip(decided.ids, receipts) where !receipt.isNew {
                    state.forgetRun(id)
                }
            }
            return decided.next
        } catch let error as JournalError where error.code == .full {
            // Nothing was written: the moments are decided again when there is room.
            state.withLock { state in
                for id in decided.ids { state.forgetRun(id) }
                if state.schedules[name] == decided.new { state.schedules[name] = decided.old }
            }
            return clock.wall() + Self.pause
        }
    }
}

extension EngineState {
    /// Counts a saga that is unfinished, if it is the run of a schedule.
    mutating func noteRun(_ saga: SagaMachine) {
        let job = saga.acceptance.job
        guard saga.acceptance.parent == nil, job.hasPrefix(ScheduleState.jobPrefix) else { return }
        scheduledRuns[job, default: []].insert(saga.id)
    }

    mutating func endRun(_ conclusion: Conclusion) {
        scheduledRuns[conclusion.job]?.remove(conclusion.saga)
    }

    mutating func forgetRun(_ saga: SagaID) {
        for job in scheduledRuns.keys { scheduledRuns[job]?.remove(saga) }
    }
}

extension Conclusion {
    /// Whether a schedule asked for the saga.
    var isScheduled: Bool { job.hasPrefix(ScheduleState.jobPrefix) }
}
