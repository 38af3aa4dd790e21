public import Steps

/// Something that an operator asks of the engine, as it goes through the control socket.
public enum SagaChange: Codable, Sendable {
    /// An answer to the question of a step.
    case signal(saga: String, name: String, accepted: Bool, values: [String: Value], by: String)
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

/// Sagas that are handed to a running engine.
public struct SubmissionBatch: Codable, Sendable {
    /// One of them.
    public struct Row: Codable, Sendable {
        /// Its key in the job.
        public var key: String
        /// Its inputs, checked.
        public var inputs: [String: Value]

        /// Puts a row together.
        public init(key: String, inputs: [String: Value]) {
            self.key = key
            self.inputs = inputs
        }
    }

    /// What they are.
    public var workflow: WorkflowDefinition
    /// The job that they belong to.
    public var job: String
    /// Their nodes; `nil`: all of the engine's cluster.
    public var nodes: [String]?
    /// How urgent they are, from 1 to 5.
    public var priority: Int
    /// They do not start earlier.
    public var notBefore: Timestamp?
    /// The sagas.
    public var rows: [Row]

    /// Puts a batch together.
    public init(
        workflow: WorkflowDefinition, job: String, nodes: [String]?, priority: Int,
        notBefore: Timestamp?, rows: [Row]
    ) {
        self.workflow = workflow
        self.job = job
        self.nodes = nodes
        self.priority = priority
        self.notBefore = notBefore
        self.rows = rows
    }
}

/// The answer to one submission.
public struct ReceiptRow: Codable, Sendable {
    /// The saga.
    public var saga: String
    /// Whether it is new; if not, the job had accepted its key before.
    public var isNew: Bool
}
