/// Who waits with whom: calls of one job take turns with those of other jobs of the same priority.
public struct Lane: Hashable, Sendable {
    /// From 1, the most urgent, to 5.
    public var priority: Int
    /// The job that the saga was submitted with; sagas without one may share a name.
    public var job: String

    /// The priorities that there are.
    public static let priorities = 1...5
    /// The priority of what does not say.
    public static let usualPriority = 3

    /// Puts a lane together; the priority must be one of ``priorities``.
    public init(priority: Int = Lane.usualPriority, job: String) {
        precondition(Lane.priorities.contains(priority), "a priority is from 1 to 5")
        self.priority = priority
        self.job = job
    }
}

extension Lane: Comparable {
    /// Orders lanes by urgency, then by name.
    public static func < (left: Lane, right: Lane) -> Bool {
        (left.priority, left.job) < (right.priority, right.job)
    }
}
