public import Journal
public import Steps

/// What a saga needs next.
public enum Move: Hashable, Sendable {
    /// Its locks, to start.
    case acquireLocks
    /// To send a request to a node, as soon as there is room.
    case call(step: Int, CallKind, node: String)
    /// Time to pass.
    case wait(until: Timestamp, Waiting)
    /// The reply to the request under way.
    case awaitReply(step: Int, CallKind, node: String)
    /// An operator.
    case awaitOperator
    /// Nothing: it has ended.
    case none
}

/// What a timer is for.
public enum Waiting: Hashable, Sendable {
    /// The pause before the next try of a step.
    case backoff(step: Int)
    /// Requests whose outcome is unknown may still arrive at their nodes.
    case lateRequests
}

/// What came of an event: entries to be journaled, in order, and what the saga needs next.
public struct Decision: Hashable, Sendable {
    /// The entries.
    public var entries: [Entry]
    /// What is needed next.
    public var move: Move
}

/// Something that a saga has to react to.
public enum Event: Sendable {
    /// It got its locks.
    case locksAcquired
    /// A request came to an end.
    case attemptEnded(Attempt, CallResult)
    /// A moment that it waited for may have come.
    case timerFired
    /// The engine that ran it has stopped; this is another run.
    case recovered
    /// An operator sends it on.
    case retried(by: String, reason: String)
}
