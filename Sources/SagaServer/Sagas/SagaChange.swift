public import Steps

/// Something that an operator asks of the engine, as it goes through the control socket.
public enum SagaChange: Codable, Sendable {
    /// An answer to the question of a step.
    case signal(saga: String, name: String, accepted: Bool, values: [String: Value], by: String)
    /// A saga is to be undone.
    case cancel(saga: String, by: String, reason: String)
    /// A schedule is registered, or changed.
    case setSchedule(name: String, workflow: WorkflowDefinition, ScheduleDefinition)
    /// A schedule is to rest, or to go on.
    case pauseSchedule(name: String, Bool)
    /// A schedule is to end.
    case removeSchedule(name: String)
}

/// A lock as it is shown.
public struct LockRow: Codable, Sendable {
    /// Its name.
    public var lock: String
    /// The saga that holds it.
    public var holder: String
    /// The sagas that wait for it, the next one first; `nil` where no engine runs to tell.
    public var waiting: [String]?

    /// Puts a row together.
    public init(lock: String, holder: String, waiting: [String]?) {
        self.lock = lock
        self.holder = holder
        self.waiting = waiting
    }
}

/// A schedule as it is shown.
public struct ScheduleRow: Codable, Sendable {
    /// Its name.
    public var name: String
    /// The workflow that it runs.
    public var workflow: String
    /// Its cron expression, or `every SPAN`.
    public var timing: String
    /// The zone of a cron expression.
    public var zone: String
    /// What becomes of a moment while an earlier run is unfinished.
    public var overlap: String
    /// Whether it rests.
    public var isPaused: Bool
    /// The next planned moment, in UTC.
    public var next: String?
    /// How many planned moments were run, and how many were not.
    public var runs: Int
    /// See ``runs``.
    public var skipped: Int
    /// The saga that it submitted last.
    public var lastRun: String?
}
