internal import Journal
public import SagaEngine
public import Steps
public import Workers

/// What operators see and change of an engine's sagas.
public struct SagaDesk: Sendable {
    private let engine: SagaEngine
    private let clock: any EngineClock
    private let queue: CallQueue?
    private let endpoints: EndpointDesk?

    /// A desk for an engine.
    ///
    /// - Parameters:
    ///   - queue: where its calls wait, to tell what they wait for.
    ///   - endpoints: where they go, to tell whether that can be reached.
    public init(
        _ engine: SagaEngine, queue: CallQueue? = nil, endpoints: EndpointDesk? = nil,
        clock: any EngineClock = SystemClock()
    ) {
        self.engine = engine
        self.queue = queue
        self.endpoints = endpoints
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

    /// What is paused.
    public func pauses() -> [Pause] {
        engine.pauses()
    }

    /// Decides about sagas, one after the other; returns when it is durable.
    ///
    /// - Throws: ``Refusal`` if the journal fails; what is refused of one saga is in its row.
    public func decide(_ batch: DecisionBatch) async throws(Refusal) -> [DecisionRow] {
        var rows: [DecisionRow] = []
        for text in batch.sagas {
            let saga = try Self.id(text)
            do {
                let ruling = try await engine.decide(
                    batch.verb, on: saga, by: batch.by, reason: batch.reason)
                rows.append(DecisionRow(saga: text, ruling))
            } catch let error as SagaError {
                rows.append(
                    DecisionRow(saga: text, answer: .refused, words: error.message, instead: ""))
            } catch {
                throw Refusal(code: "failed", message: "\(error)")
            }
        }
        return rows
    }

    /// Lets something rest, or go on; returns when it is durable.
    ///
    /// - Returns: the pause that was there before.
    public func apply(_ change: PauseChange) async throws(Refusal) -> [Pause] {
        do {
            let old =
                change.isPaused
                ? try await engine.pause(change.scope, by: change.by, reason: change.reason)
                : try await engine.unpause(change.scope, by: change.by, reason: change.reason)
            return old.map { [$0] } ?? []
        } catch {
            throw Refusal(code: "failed", message: "\(error)")
        }
    }

    /// What a saga waits for, as far as the engine knows; `nil` if it is only in the journal.
    ///
    /// - Throws: ``Refusal`` if that is no id.
    public func waits(of text: String) async throws(Refusal) -> [Wait]? {
        guard let waits = engine.waits(of: try Self.id(text)) else { return nil }
        var all: [Wait] = []
        for wait in waits {
            all.append(wait)
            switch wait.kind {
            case .slot:
                let obstacles = queue?.obstacles(node: wait.node, pool: wait.pool) ?? []
                all += obstacles.map {
                    Wait(.limit, $0, step: wait.step, node: wait.node, pool: wait.pool)
                }
                all += await unreachable(wait)
            case .backoff, .reply: all += await unreachable(wait)
            default: break
            }
        }
        return all
    }

    /// The node of a wait, if none of its endpoints can be used.
    private func unreachable(_ wait: Wait) async -> [Wait] {
        guard let node = wait.node, let rows = await endpoints?.rows() else { return [] }
        let own = rows.filter { $0.node == node }
        // An only endpoint is not checked: what its last calls came to is all that is known.
        if own.count == 1, wait.kind == .backoff, let failure = own[0].lastFailure {
            return [
                Wait(
                    .endpoint,
                    "the node \(node), whose endpoint \(own[0].endpoint) failed last: \(failure)",
                    step: wait.step, node: node, advice: "sagactl endpoints check")
            ]
        }
        let isUsable = own.contains { $0.state == "healthy" || $0.state == "unknown" }
        guard !isUsable, !own.isEmpty else { return [] }
        let words = own.map { row in
            let failure = row.lastFailure.map { " (\($0))" } ?? ""
            let state = row.state == "open" ? "breaker open" : row.state
            return "\(row.endpoint) \(state)\(failure)"
        }
        return [
            Wait(
                .endpoint,
                "the node \(node), which cannot be reached: "
                    + words.joined(separator: ", "),
                step: wait.step, node: node, advice: "sagactl endpoints check")
        ]
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
