public import Steps

/// Planned moments in a row that a schedule passed over, for one reason.
public struct SkippedMoments: Hashable, Sendable {
    /// Why nothing ran.
    public enum Reason: String, Hashable, Sendable, Codable, CaseIterable {
        /// They were missed by more than the schedule's `catchUp`.
        case late
        /// An earlier run was unfinished, and the schedule's `overlap` does not let more wait.
        case overlap
        /// The schedule was paused.
        case paused
    }

    /// Why nothing ran.
    public var reason: Reason
    /// The first of them.
    public var first: Timestamp
    /// The time up to which all planned moments were passed over.
    public var through: Timestamp
    /// How many they are; at least so many for a cron expression that has
    /// ``ScheduleState/mostAtOnce`` or more.
    public var count: Int
}
