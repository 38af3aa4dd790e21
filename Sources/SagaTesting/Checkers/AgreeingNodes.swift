internal import Journal
internal import Steps

/// P10: what the nodes hold is what the journal says.
///
/// Knows the workflows `create-group` and `delete-group`, which all nodes serve with timestamps,
/// submitted or started by other sagas.
public struct AgreeingNodes: PromiseChecker {
    /// The promise's name.
    public let promise = "P10"

    /// Creates the checker.
    public init() {}

    /// Finds groups that a node holds or lacks otherwise than the ended sagas say.
    public func complaints(about evidence: Evidence) -> [String] {
        guard !evidence.contents.isEmpty else { return [] }
        let (expected, unsure) = expectation(of: evidence)
        return evidence.contents.keys.sorted().flatMap { node in
            let (found, due) = (evidence.contents[node] ?? [:], expected[node] ?? [:])
            let groups = Set(found.keys).union(due.keys).subtracting(unsure).sorted()
            return groups.compactMap { group in
                found[group] == due[group]
                    ? nil
                    : "\(node) holds group \(group) as \(text(found[group])), and the journal "
                        + "says \(text(due[group]))"
            }
        }
    }

    /// What the nodes should hold, and the groups of which that is not known: those of sagas that
    /// have not ended.
    private func expectation(of evidence: Evidence) -> (Evidence.Contents, unsure: Set<String>) {
        var expected = evidence.initial
        var unsure: Set<String> = []
        let groups = evidence.groups
        let workflows = Dictionary(
            evidence.sagas.map { ($0.id, $0.workflow) }, uniquingKeysWith: { first, _ in first })
        for trail in evidence.trails.sorted(by: Self.earlier) {
            guard let group = groups[trail.saga] else { continue }
            // What an operator skipped, knew or left is not what the requests say.
            if trail.records.contains(where: \.isByHand) {
                unsure.insert(group)
                continue
            }
            let nodes = trail.acceptance?.nodes ?? []
            switch (trail.status, workflows[trail.saga]) {
            case (.compensated, _), (.accepted, _): break
            case (.completed, "create-group"):
                for node in nodes {
                    expected[node, default: [:]][group] = timestamp(of: trail.saga)
                }
            case (.completed, "delete-group"):
                for node in nodes { expected[node]?[group] = nil }
            default: unsure.insert(group)
            }
        }
        return (expected, unsure)
    }

    /// Sagas of one group take turns, so that their starts order them; ids break ties.
    private static func earlier(_ left: SagaTrail, _ right: SagaTrail) -> Bool {
        let unstarted = Timestamp(rawValue: .max)
        let (first, second) = (left.startedAt ?? unstarted, right.startedAt ?? unstarted)
        let (firstEnd, secondEnd) = (left.endedAt ?? unstarted, right.endedAt ?? unstarted)
        return (first, firstEnd, left.saga) < (second, secondEnd, right.saga)
    }

    private func timestamp(of saga: String) -> String? {
        SagaID(saga).map { "\($0.microseconds)" }
    }

    private func text(_ timestamp: String?) -> String {
        timestamp.map { "'\($0)'" } ?? "absent"
    }
}

extension HistoryRecord {
    /// Whether an operator has decided what a node holds.
    fileprivate var isByHand: Bool {
        switch decision?.decision {
        case .skip, .settle, .edit, .forward: true
        case .unskip, .compensate, .pause, .unpause, nil: false
        }
    }
}
