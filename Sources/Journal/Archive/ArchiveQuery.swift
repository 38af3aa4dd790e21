internal import GRDB
internal import Steps

/// The newest sagas of a listing that have one status, or those of a listing of all sagas.
///
/// Of a job, of a workflow and of all sagas, an index has those of one status in order of id:
/// SQLite sorts nothing, and reads no more than the page unless a job has sagas of other workflows.
struct ArchiveQuery {
    let sql: String
    let arguments: StatementArguments

    /// The queries whose newest rows are the page: sagas of several statuses would be sorted.
    static func all(_ filter: SagaFilter, before saga: SagaID?, limit: Int) -> [ArchiveQuery] {
        if filter.statuses == nil, filter.job == nil, filter.workflow == nil {
            return [ArchiveQuery(filter, status: nil, before: saga, limit: limit)]
        }
        // No saga of another status is ever archived.
        return SagaStatus.allCases
            .filter { $0.isTerminal && filter.statuses?.contains($0) ?? true }
            .map { ArchiveQuery(filter, status: $0, before: saga, limit: limit) }
    }

    private init(_ filter: SagaFilter, status: SagaStatus?, before saga: SagaID?, limit: Int) {
        let wanted: [(column: String, text: String)] = [
            ("job", filter.job), ("workflow", filter.workflow), ("status", status?.rawValue),
        ].compactMap { column, text in text.map { (column: column, text: $0) } }
        var conditions = wanted.map { "\($0.column) = (SELECT number FROM texts WHERE text = ?)" }
        var values: [any DatabaseValueConvertible] = wanted.map { $0.text.withoutZeros }
        if let saga {
            conditions.append("number < ?")
            values.append(saga.number)
        }
        // SQLite has no statistics by which it could tell which leads to the fewest sagas.
        let index = wanted.first.map { "INDEXED BY sagas_by_\($0.column)" } ?? ""
        let filters = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        sql = """
            SELECT id, entries FROM saga_rows \(index) \(filters)
            ORDER BY number DESC LIMIT \(limit)
            """
        arguments = StatementArguments(values)
    }
}
