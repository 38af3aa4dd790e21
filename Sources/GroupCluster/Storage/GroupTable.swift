import GRDB

/// The groups of one node: id, groupId, timestamp.
struct GroupTable: Sendable {
    let name: String

    func create(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS \(name) (
                    id INTEGER PRIMARY KEY,
                    groupId TEXT NOT NULL UNIQUE,
                    timestamp TEXT
                )
                """)
    }

    func apply(_ action: GroupAction, in db: Database) throws -> GroupEffect {
        switch action {
        case .create(let id, let timestamp):
            let insert = try db.cachedStatement(
                sql: "INSERT INTO \(name) (groupId, timestamp) VALUES (?, ?) ON CONFLICT DO NOTHING"
            )
            try insert.execute(arguments: [id, timestamp])
            return db.changesCount == 1 ? .created : .exists
        case .delete(let id, let timestamp):
            let condition = timestamp == nil ? "" : " AND timestamp = ?"
            let delete = try db.cachedStatement(
                sql: "DELETE FROM \(name) WHERE groupId = ?\(condition)")
            try delete.execute(arguments: StatementArguments([id, timestamp].compactMap(\.self)))
            return db.changesCount == 1 ? .deleted : .absent
        case .read(let id):
            let select = try db.cachedStatement(
                sql: "SELECT timestamp FROM \(name) WHERE groupId = ?")
            guard let row = try Row.fetchOne(select, arguments: [id]) else { return .absent }
            return .found(timestamp: row[0])
        }
    }

    func count(in db: Database) throws -> Int {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM \(name)") ?? 0
    }

    /// Whether every group of this node is one of the other's.
    func isSubset(of other: GroupTable, in db: Database) throws -> Bool {
        try Row.fetchOne(
            db,
            sql: "SELECT groupId FROM \(name) EXCEPT SELECT groupId FROM \(other.name) LIMIT 1"
        ) == nil
    }
}
