internal import GRDB
internal import Steps

/// Finds the numbers of sagas in their order, newest first: those of a listing, or of a part of it
/// that one index has in that order.
///
/// SQLite sorts nothing, and reads no more than the page unless two filters meet: it goes by the
/// index of one, and looks at each row for the other.
struct ArchiveQuery {
    let sql: String
    /// Values of ``sql``, before the lowest number, the number after the highest, and the limit.
    let values: [DatabaseValue]
    /// What no number that it finds is above.
    let newest: Int64

    /// The queries whose newest numbers are the page: sagas of several statuses would be sorted.
    ///
    /// - Parameter lists: gives those that have a node.
    static func all(
        _ filter: SagaFilter,
        lists: (_ node: String, _ statuses: [SagaStatus]) throws -> [NodeList]
    ) rethrows -> [ArchiveQuery] {
        // No saga of another status is ever archived.
        let statuses = SagaStatus.allCases
            .filter { $0.isTerminal && filter.statuses?.contains($0) ?? true }
        if let text = filter.text { return [words(text, filter, statuses)] }
        if let node = filter.node, filter.job == nil {
            return try lists(node, statuses).map { places($0, filter) }
        }
        if filter.statuses == nil, filter.job == nil, filter.workflow == nil {
            return [ArchiveQuery("saga_rows", ArchiveConditions())]
        }
        return statuses.map { rows(filter, $0) }
    }

    /// Sagas that told of something, of some statuses.
    private static func words(
        _ text: TextQuery, _ filter: SagaFilter, _ statuses: [SagaStatus]
    ) -> ArchiveQuery {
        var conditions = ArchiveConditions()
        conditions.add("saga_words MATCH ?", [text.expression])
        var source = "saga_words"
        if filter.statuses != nil || filter.job != nil || filter.workflow != nil
            || filter.node != nil
        {
            source += " CROSS JOIN saga_rows ON number = saga_words.rowid"
            conditions.add(filter)
            conditions.add("status", isOneOf: statuses.map(\.rawValue))
        }
        return ArchiveQuery(source, conditions, number: "saga_words.rowid")
    }

    /// Sagas with steps on the nodes of a list, of one status.
    private static func places(_ list: NodeList, _ filter: SagaFilter) -> ArchiveQuery {
        var conditions = ArchiveConditions()
        conditions.add("\(ArchiveSchema.places) = ? AND status = ?", [list.list, list.status])
        conditions.add("workflow", is: filter.workflow)
        return ArchiveQuery(
            "saga_rows INDEXED BY sagas_by_node", conditions, newest: list.newest)
    }

    /// Sagas of a job or a workflow, or of all of them, of one status.
    private static func rows(_ filter: SagaFilter, _ status: SagaStatus) -> ArchiveQuery {
        var conditions = ArchiveConditions()
        conditions.add(filter)
        conditions.add("status", is: status.rawValue)
        // SQLite has no statistics by which it could tell which leads to the fewest sagas.
        let column = filter.job != nil ? "job" : filter.workflow != nil ? "workflow" : "status"
        return ArchiveQuery("saga_rows INDEXED BY sagas_by_\(column)", conditions)
    }

    private init(
        _ source: String, _ conditions: ArchiveConditions, number: String = "number",
        newest: Int64 = .max
    ) {
        let clauses = conditions.clauses + ["\(number) >= ?", "\(number) < ?"]
        sql = """
            SELECT \(number) FROM \(source) WHERE \(clauses.joined(separator: " AND "))
            ORDER BY \(number) DESC LIMIT ?
            """
        values = conditions.values
        self.newest = newest
    }

    /// The newest numbers of a part of all, newest first.
    func numbers(
        in part: Range<Int64>, limit: Int, _ database: Database
    ) throws -> [Int64] {
        let limits = [part.lowerBound, part.upperBound, Int64(limit)].map(\.databaseValue)
        return try Int64.fetchAll(
            database.cachedStatement(sql: sql), arguments: StatementArguments(values + limits))
    }
}
