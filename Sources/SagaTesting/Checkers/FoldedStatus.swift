internal import Journal

/// P10: what is listed is what the history adds up to.
public struct FoldedStatus: PromiseChecker {
    /// The promise's name.
    public let promise = "P10"

    /// Creates the checker.
    public init() {}

    /// Finds sagas that are listed otherwise than their histories tell.
    public func complaints(about evidence: Evidence) -> [String] {
        let trails = Dictionary(
            evidence.trails.map { ($0.saga, $0) }, uniquingKeysWith: { first, _ in first })
        return evidence.sagas.flatMap { saga -> [String] in
            guard let trail = trails[saga.id] else { return [] }
            var complaints: [String] = []
            if trail.status != saga.status {
                complaints.append(
                    "saga \(saga.id) is listed as \(saga.status.rawValue), and its history says "
                        + trail.status.rawValue)
            }
            if trail.endedAt != saga.endedAt {
                complaints.append("saga \(saga.id) is listed with another end than its history's")
            }
            if trail.records.first?.time != saga.acceptedAt {
                complaints.append("saga \(saga.id) is listed with another acceptance time")
            }
            return complaints
        }
    }
}
