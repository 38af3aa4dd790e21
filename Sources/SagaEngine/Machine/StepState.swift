public import Journal
public import Steps

/// What is known of one step on one node.
public struct StepState: Hashable, Sendable {
    /// Where a step is.
    public enum Phase: Hashable, Sendable {
        /// To be read and done. Becomes `doubting`, or settled.
        case open
        /// The action may be in effect; a probe is to tell. Becomes `open` again, or settled.
        case doubting
        /// Settled: in effect. Becomes `undoing` when the saga turns.
        case succeeded
        /// Settled: without effect, now and later.
        case rejected
        /// Settled: perhaps in effect, tries spent. Becomes `undoing` when the saga turns.
        case unknown
        /// Settled: there was nothing to do.
        case skipped
        /// To be undone. Becomes `confirming` or `compensated`.
        case undoing
        /// Undone; a probe is to show it, once no request can arrive any more. Becomes `undoing`
        /// again, or `compensated`.
        case confirming
        /// Settled: undone.
        case compensated
        /// Settled: it could not be undone, and an operator leaves it in effect.
        case left
    }

    /// Where it is.
    public var phase = Phase.open
    /// The request under way, if any.
    public var inFlight: Attempt?
    /// When the request under way was recorded.
    public var sentAt: Timestamp?
    /// Tries so far, by kind of call; they number the attempts.
    public var attempts = CallCounts()
    /// Tries in a row that count against the retry policy of what is being tried.
    public var spent = 0
    /// Probes in a row that got no answer.
    public var unanswered = 0
    /// The next try may not start earlier.
    public var retryAt: Timestamp?
    /// What the node held before the action.
    public var before: CapturedReply?
    /// What the node answered to the action.
    public var reply: CapturedReply?
    /// Whether an action's outcome was ever unknown.
    public var isDoubtful = false
    /// Until when such an action may still arrive.
    public var arrivesUntil: Timestamp?
    /// Until when any request of unknown outcome may still arrive, whichever way it goes.
    public var quietAt: Timestamp?
    /// Whether a probe's reply names the action itself as what is in effect.
    public var isActionReported = false
    /// Whether the node's own reply to the last undo says that it was done.
    public var isUndoReported = false
    /// What the last probe said: whether the action is in effect.
    public var applied: Bool?
    /// The outcome of the last action or read.
    public var lastOutcome: Outcome?
    /// Whether it failed in a way that its retry policy does not repeat.
    public var hasGivenUp = false
    /// Whether the node refused the undo when no action could arrive any more.
    public var undoRefused = false
    /// What happened last, in words.
    public var detail = ""
    /// What came of the last action that did not succeed, in words.
    public var actionDetail = ""

    /// What an operator fills its requests in with instead of the saga's inputs.
    public var inputs: [String: Value] = [:]
    /// Whether an operator takes it as done.
    public var isSkippedByOperator = false
    /// Those of the calls that a node may know of.
    var sent = CallCounts()

    /// Whether it was done, or did not have to be.
    var isDone: Bool {
        phase == .succeeded || phase == .skipped
    }

    /// Whether it has failed for good, as far as the saga can tell by itself.
    var isFailed: Bool {
        phase == .rejected || phase == .unknown
    }

    /// Whether there is nothing (left) to undo.
    var isUndone: Bool {
        switch phase {
        case .rejected, .skipped, .compensated, .left: true
        case .open: !isDoubtful && inFlight == nil
        case .doubting, .succeeded, .unknown, .undoing, .confirming: false
        }
    }

    /// Whether anything has been tried or decided.
    var isTouched: Bool {
        phase != .open || !attempts.isEmpty
    }

    /// Whether the last call was sent while an action of unknown outcome could still arrive.
    var wasSentBeforeActionsEnd: Bool {
        guard let arrivesUntil, let sentAt else { return false }
        return sentAt < arrivesUntil
    }
}
