internal import Foundation
public import Steps

/// What a saga is, as its first line in `sagactl journal export` says.
public struct AcceptanceRecord: Hashable, Sendable {
    /// The step of another saga that a saga was started for.
    public struct Parent: Hashable, Sendable, Decodable {
        /// The other saga.
        public var saga: String
        /// The index of the step in that saga's plan.
        public var step: Int
        /// Whether it is the step's action or its compensation.
        public var kind: String

        /// Names a step.
        public init(saga: String, step: Int, kind: CallKind) {
            self.saga = saga
            self.step = step
            self.kind = "\(kind)"
        }
    }

    /// The name of the workflow.
    public var workflow: String
    /// The version of its definition.
    public var definition: String
    /// The job that it belongs to.
    public var job: String
    /// Its key in its job.
    public var key: String
    /// The checked inputs.
    public var inputs: [String: Value]
    /// The nodes, in the order in which they are visited.
    public var nodes: [String]
    /// How urgent it is.
    public var priority: Int
    /// When it may start, if not at once.
    public var notBefore: Timestamp?
    /// What it was started for, if another saga started it.
    public var parent: Parent?
    /// The name of the schedule that submitted it.
    public var schedule: String?
    /// The names of the locks that it holds while it runs.
    public var locks: [String]

    /// Puts a record together.
    public init(
        workflow: String, definition: String, job: String, key: String,
        inputs: [String: Value] = [:], nodes: [String] = [], priority: Int = Lane.usualPriority,
        notBefore: Timestamp? = nil, parent: Parent? = nil, schedule: String? = nil,
        locks: [String] = []
    ) {
        self.workflow = workflow
        self.definition = definition
        self.job = job
        self.key = key
        self.inputs = inputs
        self.nodes = nodes
        self.priority = priority
        self.notBefore = notBefore
        self.parent = parent
        self.schedule = schedule
        self.locks = locks
    }
}

extension AcceptanceRecord: Decodable {
    private enum Key: String, CodingKey {
        case workflow, definition, job, key, inputs, nodes, priority, notBefore, parent, schedule
        case locks
    }

    /// Reads the object `acceptance` of a line.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        workflow = try values.decode(String.self, forKey: .workflow)
        definition = try values.decode(String.self, forKey: .definition)
        job = try values.decode(String.self, forKey: .job)
        key = try values.decode(String.self, forKey: .key)
        inputs = try values.decode([String: Value].self, forKey: .inputs)
        nodes = try values.decode([String].self, forKey: .nodes)
        priority = try values.decode(Int.self, forKey: .priority)
        notBefore =
            try values.decodeNil(forKey: .notBefore)
            ? nil : Timestamp(iso8601In: values, .notBefore)
        parent = try values.decodeIfPresent(Parent.self, forKey: .parent)
        schedule = try values.decodeIfPresent(String.self, forKey: .schedule)
        locks = try values.decode([String].self, forKey: .locks)
    }
}
