/// A cron expression, a schedule or the record of one that cannot be used.
public struct ScheduleError: Error, Hashable, CustomStringConvertible {
    /// What is wrong, and what would be right.
    public let description: String

    /// Wraps a message.
    public init(_ description: String) {
        self.description = description
    }
}
