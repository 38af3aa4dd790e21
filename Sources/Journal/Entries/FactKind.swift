internal import Steps

/// The numbers by which stored entries tell facts apart; never reused.
enum FactKind: UInt8 {
    case sagaAccepted = 1
    case sagaStarted = 2
    case attemptStarted = 3
    case attemptEnded = 4
    case stepSettled = 5
    case compensationStarted = 6
    case sagaParked = 7
    case sagaRetried = 8
    case sagaCompleted = 9
    case sagaCompensated = 10
    case sagaAbandoned = 11
    case attemptInterrupted = 12
    case signalReceived = 13
    case definitionMigrated = 14
    /// An acceptance with one of ``AcceptanceParts`` or more; without any it is `sagaAccepted`.
    case sagaAcceptedWithParts = 15
    case cancelRequested = 16
    case operatorDecided = 17
}

/// Which optional parts of an acceptance are there.
struct AcceptanceParts: OptionSet {
    let rawValue: UInt8

    /// A priority that is not the usual one.
    static let priority = AcceptanceParts(rawValue: 1)
    static let notBefore = AcceptanceParts(rawValue: 2)
    static let parent = AcceptanceParts(rawValue: 4)
    static let schedule = AcceptanceParts(rawValue: 8)
    static let all: AcceptanceParts = [.priority, .notBefore, .parent, .schedule]
}

/// Which optional parts of an attempt's result are there.
struct ResultParts: OptionSet {
    let rawValue: UInt8

    static let status = ResultParts(rawValue: 1)
    static let applied = ResultParts(rawValue: 2)
    static let retryAt = ResultParts(rawValue: 4)
    static let arrivesUntil = ResultParts(rawValue: 8)
    static let isApplied = ResultParts(rawValue: 16)
    static let all: ResultParts = [.status, .applied, .retryAt, .arrivesUntil, .isApplied]
}

extension CallKind {
    /// Whether a saga can be started for it.
    var canStartSaga: Bool {
        switch self {
        case .action, .compensation: true
        case .before, .probe: false
        }
    }
}
