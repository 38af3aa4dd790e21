public import Steps

/// What a schedule wants done now.
public struct ScheduleDecision: Hashable, Sendable {
    /// Planned moments to be submitted now, in order, each as one saga; see ``ScheduleState``.
    public var runs: [Timestamp] = []
    /// What was passed over, in order.
    public var skipped: [SkippedMoments] = []
    /// When to decide again: the next planned moment.
    ///
    /// Not after now if more moments are due than are decided at once; `nil` if the schedule is
    /// paused or has no further moment.
    public var nextWake: Timestamp?
}
