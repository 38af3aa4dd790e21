internal import Steps

/// P16: holders of one lock never overlap.
public struct TakenTurns: PromiseChecker {
    /// The promise's name.
    public let promise = "P16"

    /// Creates the checker.
    public init() {}

    /// Finds sagas that hold one lock at the same time, and children whose locks nobody holds.
    public func complaints(about evidence: Evidence) -> [String] {
        let trails = evidence.trails
        let turns = trails.flatMap { trail -> [Turn] in
            guard let start = trail.startedAt else { return [] }
            let end = trail.endedAt ?? Timestamp(rawValue: .max)
            return (trail.acceptance?.locks ?? []).map {
                Turn(lock: $0, saga: trail.saga, start: start, end: end)
            }
        }
        let overlaps = Dictionary(grouping: turns, by: \.lock).flatMap { lock, turns in
            let turns = turns.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
            return zip(turns, turns.dropFirst()).filter { $0.end > $1.start }.map {
                "lock \(lock): saga \($1.saga) started before \($0.saga) had ended"
            }
        }
        let holders = Evidence.holders(in: trails)
        return overlaps.sorted() + trails.flatMap { unheld($0, holders[$0.saga]) }
    }

    /// Whoever started the first of a family of sagas gave it the locks of all of them.
    private func unheld(_ trail: SagaTrail, _ holder: SagaTrail?) -> [String] {
        guard let acceptance = trail.acceptance, let held = holder?.acceptance?.locks else {
            return []
        }
        var complaints: [String] = []
        if acceptance.parent != nil, !acceptance.locks.isEmpty {
            complaints.append("saga \(trail.saga) is a child and holds \(acceptance.locks)")
        }
        for lock in locks(of: trail, acceptance) where !held.contains(lock) {
            complaints.append("saga \(trail.saga) runs, and nobody holds its lock \(lock)")
        }
        return complaints
    }

    /// The locks that a saga's own definition asks for, as far as its inputs say.
    private func locks(of trail: SagaTrail, _ acceptance: AcceptanceRecord) -> [String] {
        guard let workflow = trail.definitions[acceptance.definition] else { return [] }
        return workflow.locks.compactMap { lock in
            (try? lock.text { reference in
                guard case .input(let name) = reference else { return nil }
                return acceptance.inputs[name] ?? workflow.inputs[name]?.default
            }) ?? nil
        }
    }

    private struct Turn {
        let lock: String
        let saga: String
        let start: Timestamp
        let end: Timestamp
    }
}
