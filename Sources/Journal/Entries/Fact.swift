public import Steps

/// Something that happened to a saga, in the past tense: the payload of an entry.
///
/// Facts name a step on a node by its index in the saga's plan (see ``Acceptance/plan(of:)``), so
/// that they stay small; the plan follows from the first entry and the definition it names.
public enum Fact: Hashable, Sendable {
    /// The saga was taken on; always the first entry.
    case sagaAccepted(Acceptance)
    /// It got its locks and began to run.
    case sagaStarted
    /// A request is about to be sent; durable before it is.
    case attemptStarted(Attempt)
    /// What came of it.
    case attemptEnded(Attempt, AttemptResult)
    /// The engine stopped before it learned what came of it; found by recovery.
    ///
    /// It counts as unknown, and may still arrive until the given moment, but not as a try spent.
    case attemptInterrupted(Attempt, arrivesUntil: Timestamp)
    /// The outcome of a step was decided by something else than the reply to its last attempt.
    case stepSettled(step: Int, Settlement, reason: String)
    /// The saga turned: from here on what was done is undone.
    case compensationStarted(reason: String)
    /// Nothing moves until an operator decides.
    case sagaParked(reason: String)
    /// An operator sent a parked saga on, with a fresh number of tries.
    case sagaRetried(by: String, reason: String)
    /// Everything was done.
    case sagaCompleted
    /// Everything that was done was undone.
    case sagaCompensated
    /// An operator ended it as it stands.
    case sagaAbandoned(by: String, reason: String)
    /// Somebody answered what the saga waits for.
    case signalReceived(Signal)
    /// It goes on with another version of its workflow.
    ///
    /// Indexes of steps in later entries are those of the new version's plan; `renamed` leads from
    /// the ids of old steps to those of new ones, where they differ.
    case definitionMigrated(ContentHash, renamed: [String: String], by: String)
    /// Somebody wants it undone; it turns when nothing is under way any more.
    case cancelRequested(by: String, reason: String)
    /// An operator decided something about it.
    case operatorDecided(OperatorDecision, by: String, reason: String)
}

extension Fact {
    /// The definition that the saga goes by from here on, where the fact says so.
    var definition: ContentHash? {
        switch self {
        case .sagaAccepted(let acceptance): acceptance.definition
        case .definitionMigrated(let definition, _, _): definition
        default: nil
        }
    }
}

/// One try of one request.
public struct Attempt: Hashable, Sendable {
    /// The index of the step on its node in the saga's plan.
    public var step: Int
    /// Why it is sent.
    public var kind: CallKind
    /// The number of the try, from 1, counted per step and kind over the saga's whole life.
    public var number: Int

    /// Names a try.
    public init(step: Int, kind: CallKind, number: Int) {
        self.step = step
        self.kind = kind
        self.number = number
    }
}

/// What came of one try.
public struct AttemptResult: Hashable, Sendable {
    /// What is known of its effect.
    public var outcome: Outcome
    /// The reply's status code, if a reply came.
    public var status: Int?
    /// What happened, for people.
    public var detail: String
    /// The parts of the reply that the definition refers to.
    public var reply: CapturedReply
    /// For an answered probe: whether the action is in effect.
    public var applied: Bool?
    /// The earliest moment of the next try, if there is to be one after a wait.
    public var retryAt: Timestamp?
    /// For an unknown outcome: until when the request may still arrive at the node.
    public var arrivesUntil: Timestamp?

    /// Puts a result together.
    public init(
        outcome: Outcome, status: Int? = nil, detail: String = "", reply: CapturedReply = [:],
        applied: Bool? = nil, retryAt: Timestamp? = nil, arrivesUntil: Timestamp? = nil
    ) {
        self.outcome = outcome
        self.status = status
        self.detail = detail
        self.reply = reply
        self.applied = applied
        self.retryAt = retryAt
        self.arrivesUntil = arrivesUntil
    }
}

/// How a step was settled.
public enum Settlement: UInt8, Sendable, CaseIterable {
    /// It is in effect.
    case succeeded = 1
    /// It is known to have had no effect, and never will have.
    case rejected = 2
    /// Its tries are spent and its effect is not known: it is compensated too.
    case unknown = 3
    /// There was nothing to do on this node.
    case skipped = 4
    /// It is undone.
    case compensated = 5
}

extension Settlement: CustomStringConvertible {
    /// The word used in output.
    public var description: String {
        switch self {
        case .succeeded: "succeeded"
        case .rejected: "rejected"
        case .unknown: "unknown"
        case .skipped: "skipped"
        case .compensated: "compensated"
        }
    }
}
