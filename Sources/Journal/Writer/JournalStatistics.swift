/// What a journal writer has done so far.
public struct JournalStatistics: Hashable, Sendable {
    /// Transactions that became durable.
    public var commits = 0
    /// Entries in them, accepted and appended.
    public var entries = 0
    /// The most tickets that shared one transaction.
    public var largestBatch = 0

    /// Starts at zero.
    public init() {}
}
