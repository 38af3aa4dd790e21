/// Why a request is sent for a step.
public enum CallKind: UInt8, Sendable, Codable, CaseIterable {
    /// Reads what the node holds before the action, so that the answer is journaled first.
    case before = 1
    /// The forward change.
    case action = 2
    /// Asks the node whether the action took effect.
    case probe = 3
    /// The backward change.
    case compensation = 4
}

extension CallKind: CustomStringConvertible {
    /// The word used in output, in documents and in the idempotency key.
    public var description: String {
        switch self {
        case .before: "before"
        case .action: "action"
        case .probe: "probe"
        case .compensation: "compensation"
        }
    }
}
