public import Journal
public import Steps

/// What a saga needs next.
public enum Move: Hashable, Sendable {
    /// Its locks, to start.
    case acquireLocks
    /// What its open steps need, all at once.
    case work(Needs)
    /// An operator.
    case awaitOperator
    /// Nothing: it has ended.
    case none
}

/// What the open steps of a saga need.
public struct Needs: Hashable, Sendable {
    /// Calls that may be made as soon as there is room, in order of the plan.
    public var calls: [Int] = []
    /// Steps whose call is under way.
    public var replies: [Int] = []
    /// Steps that wait for another saga, which is to be started if it is not there yet.
    public var children: [Int] = []
    /// Steps that wait for somebody's answer.
    public var signals: [Int] = []
    /// Steps that wait for their node, which is paused.
    public var held: [Int] = []
    /// The first moment at which the saga has to be looked at again, and what for.
    public var timer: Timer?
    /// Whether children that go on are to be told that they are not wanted any more.
    public var isCancelling = false

    /// Whether one of the moments that are waited for comes within seconds, first or not.
    private var isSoon = false

    /// A moment to wait for.
    public struct Timer: Hashable, Sendable {
        /// When it comes.
        public var due: Timestamp
        /// What it is for.
        public var reason: Waiting
    }

    /// Nothing yet.
    public init() {}

    /// Whether nothing is needed.
    var isEmpty: Bool {
        calls.isEmpty && replies.isEmpty && children.isEmpty && signals.isEmpty && held.isEmpty
            && timer == nil
    }

    /// Whether it can take as long as people take: only answers, pauses and other sagas are
    /// waited for.
    public var isPatient: Bool {
        calls.isEmpty && replies.isEmpty && !isSoon
    }

    mutating func wake(at due: Timestamp, for reason: Waiting) {
        switch reason {
        case .backoff, .lateRequests: isSoon = true
        case .sleep, .answer, .deadline: break
        }
        if timer.map({ due < $0.due }) ?? true { timer = Timer(due: due, reason: reason) }
    }
}

/// What a timer is for.
public enum Waiting: Hashable, Sendable {
    /// The pause before the next try of a step.
    case backoff(step: Int)
    /// Requests whose outcome is unknown may still arrive at their nodes.
    case lateRequests
    /// A step that lets time pass.
    case sleep(step: Int)
    /// The end of the time in which a question can be answered.
    case answer(step: Int)
    /// The end of the time that the saga has.
    case deadline
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
    /// A call came to an end, or the saga that a step had started.
    case attemptEnded(Attempt, CallResult)
    /// A moment that it waited for may have come.
    case timerFired
    /// The engine that ran it has stopped; this is another run.
    case recovered
    /// Somebody answered a question.
    case signalled(Signal)
    /// Somebody wants it undone.
    case cancelled(by: String, reason: String)
    /// An operator sends it on.
    case retried(by: String, reason: String)
    /// An operator asks something of it.
    case asked(OperatorVerb, by: String, reason: String)
}
