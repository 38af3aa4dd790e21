internal import Steps

/// P16: sagas about the same group never run at the same time.
public struct TakenTurns: PromiseChecker {
    /// The promise's name.
    public let promise = "P16"

    /// Creates the checker: of workflows that hold a lock on their group.
    public init() {}

    /// Finds sagas of one group whose times overlap.
    public func complaints(about evidence: Evidence) -> [String] {
        let groups = evidence.groups
        let turns = evidence.trails.compactMap { trail -> Turn? in
            guard let group = groups[trail.saga], let start = trail.startedAt else { return nil }
            let end = trail.endedAt ?? Timestamp(rawValue: .max)
            return Turn(group: group, saga: trail.saga, start: start, end: end)
        }
        return Dictionary(grouping: turns, by: \.group).flatMap { group, turns in
            let turns = turns.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
            return zip(turns, turns.dropFirst()).filter { $0.end > $1.start }.map {
                "group \(group): saga \($1.saga) started before \($0.saga) had ended"
            }
        }.sorted()
    }

    private struct Turn {
        let group: String
        let saga: String
        let start: Timestamp
        let end: Timestamp
    }
}
