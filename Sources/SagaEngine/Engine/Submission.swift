public import Journal
public import Steps

/// A saga that somebody asks for.
public struct Submission: Hashable, Sendable {
    /// Its key: the job accepts each key once.
    public var key: String
    /// Its inputs, checked.
    public var inputs: [String: Value]
    /// The nodes that it is about; `nil`: all of the cluster.
    public var nodes: [String]?
    /// How urgent it is, from 1 to 5.
    public var priority: Int
    /// It does not start earlier.
    public var notBefore: Timestamp?

    /// Puts a submission together.
    public init(
        key: String, inputs: [String: Value], nodes: [String]? = nil,
        priority: Int = Lane.usualPriority, notBefore: Timestamp? = nil
    ) {
        self.key = key
        self.inputs = inputs
        self.nodes = nodes
        self.priority = priority
        self.notBefore = notBefore
    }
}

/// The answer to a submission, given when it is durable.
public struct Receipt: Hashable, Sendable {
    /// The saga.
    public var saga: SagaID
    /// Whether it is new; if not, the job had accepted its key before.
    public var isNew: Bool

    /// Puts a receipt together.
    public init(saga: SagaID, isNew: Bool) {
        self.saga = saga
        self.isNew = isNew
    }
}

/// News of a saga that stopped moving, given when that is durable.
public struct Conclusion: Hashable, Sendable {
    /// The saga.
    public var saga: SagaID
    /// The job that it belongs to.
    public var job: String
    /// Its key in the job.
    public var key: String
    /// A terminal status, or `parked`.
    public var status: SagaStatus
    /// Why it did not complete.
    public var reason: String
    /// The step of another saga that it was started for.
    public var parent: ParentStep?
}

/// A question that a saga waits for the answer to; see ``SagaEngine/signal(_:_:)``.
public struct Question: Hashable, Sendable {
    /// The saga.
    public var saga: SagaID
    /// The step that asks.
    public var instance: StepInstance
    /// What it asks.
    public var text: String
}
