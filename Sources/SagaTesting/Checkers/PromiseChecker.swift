/// Checks one promise of the engine against what can be seen from outside.
public protocol PromiseChecker: Sendable {
    /// The promise's name, such as `P6`.
    var promise: String { get }

    /// What contradicts the promise, one sentence each.
    func complaints(about evidence: Evidence) -> [String]
}

extension PromiseChecker {
    /// What contradicts the promise, each with its name in front; empty if it is kept.
    public func violations(in evidence: Evidence) -> [String] {
        complaints(about: evidence).map { "\(promise): \($0)" }
    }
}

/// All checkers together.
public enum Promises {
    /// All that is checked; nodes and children are both a part of P10.
    public static let all: [any PromiseChecker] = [
        SubmittedOnce(), GapFreeHistory(), JournaledBeforeSent(), AppliedOnce(), FinalOutcomes(),
        OrderedActions(), CompleteCompensation(), ForwardPivot(), FinalEnd(), FoldedStatus(),
        AgreeingNodes(), AgreeingChildren(), TakenTurns(),
    ]

    /// Everything that contradicts any promise; empty if all are kept.
    public static func violations(in evidence: Evidence) -> [String] {
        all.flatMap { $0.violations(in: evidence) }
    }
}
