internal import GRDB
internal import GRDBSQLite

/// A statement of thousands of rows: its values are bound one by one, without the lists and checks
/// that GRDB makes of them, which cost more than SQLite's own work.
struct BoundStatement {
    private let statement: Statement
    private let database: Database

    /// Prepares a statement, or finds it prepared.
    init(_ database: Database, _ sql: String) throws {
        self.database = database
        statement = try database.cachedStatement(sql: sql)
    }

    /// Runs it with these values, in the transaction that is open.
    func run(_ values: [DatabaseValue]) throws {
        let raw = unsafe statement.sqliteStatement
        // What an earlier run left is told by that run.
        defer { _ = unsafe sqlite3_reset(raw) }
        for (index, value) in values.enumerated() {
            guard unsafe value.bind(to: raw, at: CInt(index + 1)) == SQLITE_OK else {
                throw failure
            }
        }
        guard unsafe sqlite3_step(raw) == SQLITE_DONE else { throw failure }
    }

    private var failure: DatabaseError {
        guard let connection = unsafe database.sqliteConnection else {
            return DatabaseError(resultCode: .SQLITE_MISUSE)
        }
        return unsafe DatabaseError(
            resultCode: ResultCode(rawValue: sqlite3_extended_errcode(connection)),
            message: String(cString: sqlite3_errmsg(connection)))
    }
}
