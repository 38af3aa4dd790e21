public import Steps

/// Why nothing of a saga is begun.
public struct SagaPause: Hashable, Sendable {
    /// Who wants it so.
    public var by: String
    /// Why.
    public var reason: String
    /// Since when.
    public var since: Timestamp

    /// Puts a pause together.
    public init(by: String, reason: String, since: Timestamp) {
        self.by = by
        self.reason = reason
        self.since = since
    }
}
