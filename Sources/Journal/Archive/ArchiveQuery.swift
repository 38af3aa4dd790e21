internal import GRDB
internal import Steps

/// A page of a listing, by the index that leads to the fewest sagas.
struct ArchiveQuery {
    let sql: String
    let arguments: StatementArguments

    /// - Parameter status: the status that is wanted, if not all are.
    init(_ filter: SagaFilter, status: String?, before saga: SagaID?, limit: Int) {
        var conditions: [String] = []
        var values: [any DatabaseValueConvertible] = []
        // All three indexes are in order of id, so that SQLite reads no more than the page; which
        // it takes it cannot know without statistics. A plus keeps it from taking one.
        for (column, text) in [
            ("job", filter.job), ("status", status), ("workflow", filter.workflow),
        ] {
            guard let text else { continue }
            let name = conditions.isEmpty ? column : "+" + column
            conditions.append("\(name) = (SELECT number FROM texts WHERE text = ?)")
            values.append(text)
        }
        if let saga {
            conditions.append("number < ?")
            values.append(saga.number)
        }
        let filters = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        sql = "SELECT id, entries FROM saga_rows \(filters) ORDER BY number DESC LIMIT \(limit)"
        arguments = StatementArguments(values)
    }
}
