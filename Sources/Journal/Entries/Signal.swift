public import Steps

/// An answer from outside that a saga waits for.
public struct Signal: Hashable, Sendable {
    /// The name under which a step waits for it.
    public var name: String
    /// Whether the answer was yes.
    public var accepted: Bool
    /// What came with it, by name.
    public var values: [String: Value]
    /// Who gave it.
    public var by: String

    /// Puts a signal together.
    public init(name: String, accepted: Bool, values: [String: Value] = [:], by: String) {
        self.name = name
        self.accepted = accepted
        self.values = values
        self.by = by
    }
}
