/// Who waits with whom: sagas of one job take turns with those of other jobs of the same priority.
public struct Lane: Hashable, Sendable {
    /// How urgent its sagas are, from 1, the most urgent, to 5.
    public var priority: Int
    /// The job that they belong to.
    public var job: String

    /// Names a lane.
    public init(priority: Int = 3, job: String) {
        self.priority = priority
        self.job = job
    }
}

extension Lane: Comparable {
    /// Orders lanes by priority, the most urgent first, and then by job.
    public static func < (left: Lane, right: Lane) -> Bool {
        (left.priority, left.job) < (right.priority, right.job)
    }
}
