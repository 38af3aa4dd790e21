public import Steps

/// Where a saga is in its life.
public enum SagaStatus: String, Sendable, CaseIterable {
    /// Taken on, not started.
    case accepted
    /// Going forward.
    case running
    /// Going backward.
    case compensating
    /// Waiting for an operator.
    case parked
    /// Everything was done.
    case completed
    /// Everything that was done was undone.
    case compensated
    /// Ended by an operator as it stands.
    case abandoned

    /// Whether nothing comes after it.
    public var isTerminal: Bool {
        switch self {
        case .completed, .compensated, .abandoned: true
        case .accepted, .running, .compensating, .parked: false
        }
    }
}

/// A saga at a glance: what lists show, folded from its entries.
public struct SagaSummary: Hashable, Sendable {
    /// Its id.
    public var id: SagaID
    /// What it is, with the version of its definition that it goes by now.
    public var acceptance: Acceptance
    /// Where it is in its life.
    public var status: SagaStatus
    /// Why it turned, was parked or was ended; empty if nothing went wrong.
    public var reason: String
    /// When it was accepted.
    public var acceptedAt: Timestamp
    /// When it ended.
    public var endedAt: Timestamp?
    /// Requests tried so far.
    public var attempts: Int
    /// Who has paused it; `nil` while it goes on, and once it has ended.
    public var pause: SagaPause?

    /// Starts with a saga's first entry; `nil` if that is not what the entry is.
    public init?(first entry: Entry) {
        guard case .sagaAccepted(let acceptance) = entry.fact, entry.sequence == 1 else {
            return nil
        }
        id = entry.saga
        self.acceptance = acceptance
        status = .accepted
        reason = ""
        acceptedAt = entry.time
        attempts = 0
    }

    /// Folds a saga's entries; `nil` if they do not start with its acceptance.
    public init?(folding entries: [Entry]) {
        guard let first = entries.first else { return nil }
        self.init(first: first)
        for entry in entries.dropFirst() { apply(entry) }
    }

    /// Takes in the next entry.
    public mutating func apply(_ entry: Entry) {
        switch entry.fact {
        case .sagaAccepted, .attemptEnded, .attemptInterrupted, .stepSettled, .signalReceived:
            break
        case .sagaStarted: status = .running
        // What was parked goes on, to turn.
        case .cancelRequested: if status == .parked { status = .running }
        case .attemptStarted: attempts += 1
        case .compensationStarted(let reason):
            status = .compensating
            self.reason = reason
            turned = true
        case .sagaParked(let reason):
            status = .parked
            self.reason = reason
        case .sagaRetried: status = turned ? .compensating : .running
        case .sagaCompleted: end(.completed, at: entry.time)
        case .sagaCompensated: end(.compensated, at: entry.time)
        case .sagaAbandoned(_, let reason):
            self.reason = reason
            end(.abandoned, at: entry.time)
        case .definitionMigrated(let definition, _, _): acceptance.definition = definition
        case .operatorDecided(let decision, let by, let reason):
            apply(decision, by: by, reason: reason, at: entry.time)
        }
    }

    /// Whether the saga has turned to compensating, parked in between or not.
    private var turned = false

    private mutating func apply(
        _ decision: OperatorDecision, by: String, reason: String, at time: Timestamp
    ) {
        if decision.sendsOn, status == .parked { status = turned ? .compensating : .running }
        switch decision {
        case .pause: pause = SagaPause(by: by, reason: reason, since: time)
        case .unpause: pause = nil
        default: break
        }
    }

    private mutating func end(_ status: SagaStatus, at time: Timestamp) {
        self.status = status
        endedAt = time
        // Nothing comes after, and summaries of one saga compare equal wherever they come from.
        turned = false
        pause = nil
    }
}
