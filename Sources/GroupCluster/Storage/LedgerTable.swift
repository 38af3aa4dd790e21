import GRDB

/// The ledger of one node: a row for each request on the group routes, in order of effect.
struct LedgerTable: Sendable {
    let name: String

    func create(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS \(name) (
                    seq INTEGER PRIMARY KEY AUTOINCREMENT,
                    receivedAt INTEGER NOT NULL,
                    method TEXT NOT NULL,
                    groupId TEXT,
                    timestamp TEXT,
                    idempotencyKey TEXT,
                    status INTEGER,
                    fault TEXT,
                    applied INTEGER NOT NULL,
                    appliedAt INTEGER,
                    bodyHash TEXT
                )
                """)
    }

    /// Writes a request down and returns its sequence number.
    func append(
        _ call: GroupCall, status: Int?, fault: Fault.Kind?, appliedAt: Int64?, in db: Database
    ) throws -> Int64 {
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO \(name) (receivedAt, method, groupId, timestamp, idempotencyKey,
                    status, fault, applied, appliedAt, bodyHash)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try insert.execute(arguments: [
            call.receivedAt, call.method, call.groupId, call.timestamp, call.idempotencyKey,
            status, fault?.rawValue, appliedAt != nil, appliedAt, call.bodyHash,
        ])
        return db.lastInsertedRowID
    }

    /// Notes that a request which had been answered already has had its effect now.
    func markApplied(_ seq: Int64, at time: Int64, in db: Database) throws {
        try db.execute(
            sql: "UPDATE \(name) SET applied = 1, appliedAt = ? WHERE seq = ?",
            arguments: [time, seq])
    }

    func entries(in db: Database) throws -> [LedgerEntry] {
        try Row.fetchAll(db, sql: "SELECT * FROM \(name) ORDER BY seq").map(LedgerEntry.init)
    }
}
