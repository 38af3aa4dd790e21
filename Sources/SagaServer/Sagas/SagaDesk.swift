internal import Journal
public import SagaEngine
public import Steps

/// What operators see and change of an engine's sagas.
public struct SagaDesk: Sendable {
    private let engine: SagaEngine
    private let clock: any EngineClock

    /// A desk for an engine.
    public init(_ engine: SagaEngine, clock: any EngineClock = SystemClock()) {
        self.engine = engine
        self.clock = clock
    }

    /// Does what an operator asks for; returns when that is durable.
    ///
    /// - Throws: ``Refusal`` in words for the operator.
    public func apply(_ change: SagaChange) async throws(Refusal) {
        do {
            switch change {
            case .signal(let saga, let name, let accepted, let values, let by):
                try await engine.signal(
                    try Self.id(saga),
                    Signal(name: name, accepted: accepted, values: values, by: by))
            case .cancel(let saga, let by, let reason):
                try await engine.cancel(try Self.id(saga), by: by, reason: reason)
            case .retry(let saga, let by, let reason):
                try await engine.retry(try Self.id(saga), by: by, reason: reason)
            case .setSchedule(let name, let workflow, let schedule):
                try await engine.setSchedule(name, of: try engine.define(workflow), schedule)
            case .pauseSchedule(let name, let isPaused):
                try await engine.pauseSchedule(name, isPaused)
            case .removeSchedule(let name): try await engine.removeSchedule(name)
            }
        } catch let error as SagaError {
            throw Refusal(code: error.code.rawValue, message: error.message)
        } catch let error as Refusal {
            throw error
        } catch {
            throw Refusal(code: "failed", message: "\(error)")
        }
    }

    /// Takes sagas on; returns when they are durable.
    ///
    /// - Throws: ``Refusal`` if the engine ends, its cluster does not fit, or there is no room.
    public func submit(_ batch: SubmissionBatch) async throws(Refusal) -> [ReceiptRow] {
        guard !engine.isDraining else {
            throw Refusal(code: "draining", message: "the engine ends, and takes nothing on")
        }
        guard Lane.priorities.contains(batch.priority) else {
            throw Refusal(code: "malformed", message: "a priority is between 1 and 5")
        }
        for row in batch.rows {
            let objection = engine.objection(
                to: batch.workflow, inputs: row.inputs, nodes: batch.nodes)
            if let objection { throw Refusal(code: "misfit", message: objection) }
        }
        do {
            let submissions = batch.rows.map { row in
                Submission(
                    key: row.key, inputs: row.inputs, nodes: batch.nodes,
                    priority: batch.priority, notBefore: batch.notBefore)
            }
            let receipts = try await engine.submit(
                submissions, of: try engine.define(batch.workflow), job: batch.job)
            return receipts.map { ReceiptRow(saga: $0.saga.description, isNew: $0.isNew) }
        } catch {
            throw Refusal(code: "failed", message: "\(error)")
        }
    }

    /// The locks that are held.
    public func locks() -> [LockRow] {
        engine.heldLocks().map { lock in
            LockRow(
                lock: lock.name, holder: lock.holder.description,
                waiting: lock.waiting.map(\.description))
        }
    }

    /// The schedules.
    public func schedules() -> [ScheduleRow] {
        engine.schedules().map { ScheduleRow($0, at: clock.wall()) }
    }

    private static func id(_ text: String) throws(Refusal) -> SagaID {
        guard let id = SagaID(text) else {
            throw Refusal(code: "malformed", message: "'\(text)' is no saga id")
        }
        return id
    }
}

extension ScheduleRow {
    /// A schedule, and when it is next due.
    public init(_ schedule: ScheduleState, at now: Timestamp) {
        name = schedule.name
        workflow = schedule.workflow
        switch schedule.definition.timing {
        case .cron(let expression): timing = expression.source
        case .every(let span): timing = "every \(span)"
        }
        zone = schedule.definition.zone
        overlap = schedule.definition.overlap.rawValue
        isPaused = schedule.isPaused
        let next = schedule.definition.next(after: max(schedule.lastMoment, now))
        self.next = schedule.isPaused ? nil : next?.description
        runs = schedule.runs
        skipped = schedule.skipped
        lastRun = schedule.lastRun?.description
    }
}
