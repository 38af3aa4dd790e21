/// P2: the entries of a saga are gap-free from 1, the acceptance first.
///
/// The chain of hashes is verified by `sagactl journal verify`; here they are only there.
public struct GapFreeHistory: PromiseChecker {
    /// The promise's name.
    public let promise = "P2"

    /// Creates the checker.
    public init() {}

    /// Finds gaps, repetitions and missing hashes.
    public func complaints(about evidence: Evidence) -> [String] {
        evidence.trails.flatMap { trail in
            var complaints: [String] = []
            for (index, record) in trail.records.enumerated() {
                if record.sequence != index + 1 {
                    complaints.append(
                        "saga \(trail.saga): entry \(record.sequence) stands in place \(index + 1)")
                }
                if (record.type == .sagaAccepted) != (index == 0) {
                    complaints.append(
                        "saga \(trail.saga): \(record.type.rawValue) is entry \(index + 1)")
                }
            }
            let hashes = trail.records.compactMap(\.hash).filter { $0.utf8.count == 32 }
            if Set(hashes).count != trail.records.count {
                complaints.append("saga \(trail.saga): entries without a hash of their own")
            }
            return complaints
        }
    }
}
