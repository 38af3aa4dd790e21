internal import Steps

/// P8: after a succeeded pivot the saga ends `completed` or is parked.
///
/// A pivot that may have succeeded counts as one that has.
public struct ForwardPivot: PromiseChecker {
    /// The promise's name.
    public let promise = "P8"

    /// Creates the checker.
    public init() {}

    /// Finds sagas that go backward from beyond their pivot, or say that they will.
    public func complaints(about evidence: Evidence) -> [String] {
        evidence.trails.flatMap { trail in
            trail.complaints { record, before in
                guard let word = wayBack(record), let pivot = before.passedPivot else {
                    return nil
                }
                return "\(word) although the pivot \(pivot) is \(before[pivot].phase)"
            }
        }
    }

    /// What an entry says of going backward, if it does.
    private func wayBack(_ record: HistoryRecord) -> String? {
        switch record.type {
        case .compensationStarted: "turned"
        case .sagaCompensated: "compensated"
        case .cancelRequested: "promised to undo everything"
        case .operatorDecided where record.decision?.decision == .compensate:
            "promised to undo everything"
        case .attemptStarted where record.call == .compensation:
            "compensates \(record.instance.map { "\($0)" } ?? "nothing")"
        default: nil
        }
    }
}
