internal import GRDB
internal import Steps

/// The sagas of one status that have their steps on the nodes of one list: an index has them in
/// order.
struct NodeList {
    /// The number of the list's text.
    var list: Int64
    /// The number of the status.
    var status: Int64
    /// The number of the newest of them.
    var newest: Int64

    /// Those with a node that have any saga in a part of all, those with the newest first: a page
    /// is from the first of them, and the others, which may be thousands, cost this one look each.
    static func all(
        with node: String, _ statuses: [SagaStatus], in part: Range<Int64>, _ database: Database
    ) throws -> [NodeList] {
        let (sql, values) = newest(of: statuses.map(\.rawValue), with: node, in: part)
        let rows = try Row.fetchAll(database, sql: sql, arguments: StatementArguments(values))
        return rows.compactMap { row in
            (row["newest"] as Int64?).map {
                NodeList(list: row["list"], status: row["status"], newest: $0)
            }
        }.sorted { $0.newest > $1.newest }
    }

    /// SQLite takes an index of an expression only for a value that is of no column's type, which
    /// is what the `+` makes of one.
    static func newest(
        of statuses: [String], with node: String, in part: Range<Int64>
    ) -> (sql: String, values: [DatabaseValue]) {
        var conditions = ArchiveConditions()
        conditions.add("node", is: node)
        conditions.add("t.number", isOneOf: statuses)
        let values = [part.lowerBound, part.upperBound].map(\.databaseValue) + conditions.values
        let sql = """
            SELECT l.nodes AS list, t.number AS status, (
                SELECT number FROM saga_rows INDEXED BY sagas_by_node
                WHERE \(ArchiveSchema.places) = +l.nodes AND status = t.number
                    AND number >= ? AND number < ?
                ORDER BY number DESC LIMIT 1
            ) AS newest
            FROM node_sets l CROSS JOIN texts t
            WHERE \(conditions.clauses.joined(separator: " AND "))
            """
        return (sql, values)
    }
}
