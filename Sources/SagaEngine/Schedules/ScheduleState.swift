public import Steps

/// A schedule and how far it has come: everything that is stored of it, as a value.
///
/// The engine asks ``decide(at:unfinishedRuns:)``, submits one saga for each moment that is to run,
/// with ``job`` and ``key(of:)``, and stores the state. Best in one commit. If the sagas are
/// accepted first, a crash before the state is stored decides the same moments again, and their
/// keys answer with the sagas that exist; if the state were stored first, a crash would lose them.
public struct ScheduleState: Hashable, Sendable {
    /// The schedule's name.
    public let name: String
    /// The workflow that it runs.
    public let workflow: String
    /// The version of the workflow that the runs are pinned to.
    public internal(set) var workflowHash: ContentHash
    /// When it runs, and how.
    public internal(set) var definition: ScheduleDefinition
    /// Whether it rests until an operator says otherwise.
    public internal(set) var isPaused = false
    /// The time up to which every planned moment was decided; at first that of the registration.
    ///
    /// It never goes back, so that a clock that does repeats nothing.
    public internal(set) var lastMoment: Timestamp
    /// The saga that was submitted last; kept for the engine, which sets it.
    public var lastRun: SagaID?
    /// How many planned moments were to run.
    public internal(set) var runs = 0
    /// How many planned moments were passed over; of each long row of a cron expression's, no
    /// more than ``mostAtOnce`` are counted.
    public internal(set) var skipped = 0

    /// How many runs one decision asks for at most; the next decision goes on from there.
    ///
    /// It bounds the commit that a long down time leads to.
    public static let mostAtOnce = 1_000

    /// Registers a schedule: its first planned moment is after now.
    public init(
        name: String, workflow: String, workflowHash: ContentHash,
        definition: ScheduleDefinition, at now: Timestamp
    ) {
        self.name = name
        self.workflow = workflow
        self.workflowHash = workflowHash
        self.definition = definition
        lastMoment = now
    }

    /// The job of all runs; also the lock that makes those of ``ScheduleDefinition/Overlap/queue``
    /// wait for each other.
    public var job: String { Self.jobPrefix + name }

    /// How the jobs of all schedules begin.
    static let jobPrefix = "schedule/"

    /// The key of a planned moment's run in ``job``, which accepts it once.
    public func key(of moment: Timestamp) -> String { moment.description }

    /// Puts another definition or another version of the workflow in place of the old.
    ///
    /// What the new definition plans up to now is not caught up; a pause stays.
    public mutating func redefine(
        _ definition: ScheduleDefinition, workflowHash: ContentHash, at now: Timestamp
    ) {
        self.definition = definition
        self.workflowHash = workflowHash
        lastMoment = max(lastMoment, now)
    }
}
