/// P9: one terminal entry, and nothing after it.
public struct FinalEnd: PromiseChecker {
    /// The promise's name.
    public let promise = "P9"

    /// Creates the checker.
    public init() {}

    /// Finds entries after an end, and requests under way at the end.
    public func complaints(about evidence: Evidence) -> [String] {
        evidence.trails.flatMap { trail in
            guard let end = trail.records.firstIndex(where: \.type.isTerminal) else {
                return [String]()
            }
            var complaints: [String] = []
            if let next = trail.records.dropFirst(end + 1).first {
                complaints.append(
                    "saga \(trail.saga): \(next.type.rawValue) after "
                        + trail.records[end].type.rawValue)
            }
            let traces = trail.traces
            complaints += traces.order.filter { traces[$0].inFlight != nil }.map {
                "saga \(trail.saga): ended while a request of \($0) was under way"
            }
            return complaints
        }
    }
}
