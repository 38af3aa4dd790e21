internal import Foundation
internal import GRDB
internal import Steps

/// The rows that follow from a saga's history.
enum ArchiveRows {
    /// The columns of a saga's row as people see it, in order.
    static let columns = [
        "id", "workflow", "definition", "job", "key", "status", "reason", "inputs", "nodes",
        "accepted_at", "started_at", "ended_at", "attempts", "last_hash", "entries",
        "places",
    ]
    static let definition = column("definition")
    static let lastHash = column("last_hash")
    static let nodes = column("nodes")
    static let places = column("places")

    private static func column(_ name: String) -> Int {
        guard let index = columns.firstIndex(of: name) else {
            preconditionFailure("no column \(name)")
        }
        return index
    }

    /// Those of an archive of the earlier format.
    static let earlierColumns = Array(columns.dropLast())
    /// Those that have the number of a text where they are stored.
    static let words: Set = ["workflow", "job", "status", "nodes", "places"]

    /// The columns of an attempt's row as people see it, in order.
    static let attemptColumns = [
        "saga_id", "seq", "step", "node", "kind", "attempt", "started_at", "ended_at", "outcome",
        "status", "detail",
    ]
    /// Those that have the number of a text where they are stored.
    static let attemptWords: Set = ["step", "node", "kind", "outcome"]

    /// The saga's own row.
    ///
    /// - Parameter workflow: the one that it went by at its end.
    /// - Returns: the columns; `places` are null where they are the nodes.
    static func saga(
        _ summary: SagaSummary, _ entries: [Entry], of workflow: WorkflowDefinition,
        lastHash: String,
        stored: [EncodedEntry]
    ) -> [DatabaseValue] {
        let acceptance = summary.acceptance
        let started = entries.first(where: \.isStart)?.time.rawValue
        let inputs = acceptance.inputs.sorted { $0.key < $1.key }
            .map { "\(JSONText.string($0.key)):\(JSONText.value($0.value))" }
        return [
            summary.id.description.databaseValue, acceptance.workflow.withoutZeros.databaseValue,
            Data(acceptance.definition.bytes).databaseValue,
            acceptance.job.withoutZeros.databaseValue, acceptance.key.withoutZeros.databaseValue,
            summary.status.rawValue.databaseValue, summary.reason.withoutZeros.databaseValue,
            "{\(inputs.joined(separator: ","))}".databaseValue,
            list(acceptance.nodes).databaseValue,
            summary.acceptedAt.rawValue.databaseValue, started?.databaseValue ?? .null,
            (summary.endedAt?.rawValue ?? summary.acceptedAt.rawValue).databaseValue,
            summary.attempts.databaseValue, lastHash.databaseValue,
            Data(EntriesBlob.encode(stored)).databaseValue,
            acceptance.otherPlaces(of: workflow).map { list($0).databaseValue } ?? .null,
        ]
    }

    /// Names of nodes as a text.
    static func list(_ nodes: [String]) -> String {
        "[\(nodes.map(JSONText.string).joined(separator: ","))]"
    }

    /// A row for each request; `nil` if one was for a step that no definition has.
    static func attempts(
        of saga: SagaID, _ entries: [Entry], plans: [ContentHash: [StepInstance]]
    ) -> [[DatabaseValue]]? {
        var rows: [[DatabaseValue]] = []
        let id = saga.description.databaseValue
        for row in AttemptRow.rows(of: entries) {
            guard let plan = plans[row.definition], plan.indices.contains(row.attempt.step) else {
                return nil
            }
            let instance = plan[row.attempt.step]
            rows.append([
                id, row.sequence.databaseValue,
                instance.step.withoutZeros.databaseValue,
                (instance.node ?? "").withoutZeros.databaseValue,
                row.attempt.kind.description.databaseValue, row.attempt.number.databaseValue,
                row.startedAt.rawValue.databaseValue,
                row.endedAt?.rawValue.databaseValue ?? .null,
                row.outcome.description.databaseValue, row.status?.databaseValue ?? .null,
                row.detail.withoutZeros.databaseValue,
            ])
        }
        return rows
    }
}

extension Entry {
    fileprivate var isStart: Bool {
        if case .sagaStarted = fact { true } else { false }
    }
}
