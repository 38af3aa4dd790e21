/// P2: the entries of a saga are gap-free from 1, the acceptance first, and all definitions that
/// they name are there.
///
/// The chain of hashes is verified by `sagactl journal verify`; here they are only there.
public struct GapFreeHistory: PromiseChecker {
    /// The promise's name.
    public let promise = "P2"

    /// Creates the checker.
    public init() {}

    /// Finds gaps, repetitions, missing hashes, and entries that cannot be understood.
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
            return complaints + unknown(in: trail)
        }
    }

    /// Without the definition of the moment nobody can say what an entry means.
    private func unknown(in trail: SagaTrail) -> [String] {
        trail.records.compactMap { record in
            let definition: String?
            switch record.type {
            case .sagaAccepted: definition = record.acceptance?.definition
            case .definitionMigrated: definition = record.migration?.definition
            default: return nil
            }
            guard definition.map({ trail.definitions[$0] == nil }) ?? true else { return nil }
            return "saga \(trail.saga): entry \(record.sequence) names the definition "
                + "'\(definition ?? "")', which is missing"
        }
    }
}
