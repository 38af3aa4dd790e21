/// Something that a workflow does wrong on stub nodes, with the smallest schedule that shows it.
public struct RehearsalFinding: Sendable {
    /// What is wrong.
    public enum Rule: String, Sendable, CaseIterable {
        /// Undone, and yet something is left that was not there before.
        case left
        /// Undone, and yet something is gone that was there before.
        case lost
        /// Undone, and yet something is not as it was before.
        case changed
        /// Done, and yet something is there more than once.
        case doubled
        /// Done, and yet something is missing, or not as it is without faults.
        case unfinished
        /// A probe says what is not so.
        case lyingProbe
        /// It waits for an operator although nobody refused anything for good.
        case parked
        /// It does not end.
        case endless
        /// Without any fault it is never completed, so that little was rehearsed.
        case neverCompleted
    }

    /// What is wrong.
    public var rule: Rule
    /// The step on its node, such as `create@node02`.
    public var instance: String
    /// What was found, in words.
    public var words: String
    /// What was seen at the nodes, in order.
    public var seen: [String]
    /// What to change in the definition.
    public var advice: String
    /// The world that it happens in.
    public var world: String
    /// What has to go wrong; nothing more is needed.
    public var faults: [Fault]
    /// The seed.
    public var seed: UInt64

    /// What tells findings apart: the rule and the step, wherever it runs.
    var key: String {
        "\(rule.rawValue) \(instance.prefix { !"@#".contains($0) })"
    }
}
