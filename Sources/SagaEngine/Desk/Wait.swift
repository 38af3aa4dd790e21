public import Journal
public import Steps

/// One thing that a saga waits for.
public struct Wait: Hashable, Sendable, Codable {
    /// The kinds of waiting; stable, for programs.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// A lock that another saga holds.
        case lock
        /// Its turn to start.
        case turn
        /// The time before which it is not to start.
        case start
        /// Somebody has paused it, its job, its workflow or its node.
        case pause
        /// The next try of a step.
        case backoff
        /// Requests that may still arrive.
        case lateRequests
        /// A step that lets time pass.
        case sleep
        /// Somebody's answer.
        case signal
        /// A saga that a step has started.
        case child
        /// The reply to a call.
        case reply
        /// Room to make a call.
        case slot
        /// A node none of whose endpoints can be reached.
        case endpoint
        /// A limit that is reached: of a node, of a pool, or of all requests.
        case limit
        /// An operator.
        case `operator`
    }

    /// What kind of waiting it is.
    public var kind: Kind
    /// For what, in words.
    public var text: String
    /// The step that waits, if it is one.
    public var step: String?
    /// The node that it is about.
    public var node: String?
    /// The pool that the call counts towards.
    public var pool: String?
    /// The saga that is waited for.
    public var saga: String?
    /// When it ends by itself.
    public var until: Timestamp?
    /// What an operator can do about it.
    public var advice: String?

    /// Puts a wait together.
    public init(
        _ kind: Kind, _ text: String, step: String? = nil, node: String? = nil,
        pool: String? = nil, saga: String? = nil, until: Timestamp? = nil, advice: String? = nil
    ) {
        self.kind = kind
        self.text = text
        self.step = step
        self.node = node
        self.pool = pool
        self.saga = saga
        self.until = until
        self.advice = advice
    }
}

/// What is known around a saga that its own entries do not say.
public struct SagaSurroundings: Sendable {
    /// The lock that it waits for, and who holds it.
    public var lock: (name: String, holder: SagaID, status: SagaStatus?)?
    /// The sagas that its steps under way have started, by the steps' indexes.
    public var children: [Int: SagaID] = [:]
    /// The pauses that concern it.
    public var pauses: [Pause] = []

    /// Nothing.
    public init() {}
}
