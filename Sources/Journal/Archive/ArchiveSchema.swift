internal import GRDB

/// The archive's tables, which people may query with the sqlite3 shell.
enum ArchiveSchema {
    static let version = 1

    static let sql = """
        CREATE TABLE definitions (
            hash BLOB PRIMARY KEY,
            name TEXT NOT NULL,
            json TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE sagas (
            id TEXT PRIMARY KEY,
            workflow TEXT NOT NULL,
            definition BLOB NOT NULL REFERENCES definitions (hash),
            job TEXT NOT NULL,
            key TEXT NOT NULL,
            status TEXT NOT NULL,
            reason TEXT NOT NULL,
            inputs TEXT NOT NULL,
            nodes TEXT NOT NULL,
            accepted_at INTEGER NOT NULL,
            started_at INTEGER,
            ended_at INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            last_hash TEXT NOT NULL,
            entries BLOB NOT NULL,
            UNIQUE (job, key)
        ) WITHOUT ROWID;
        CREATE INDEX sagas_by_status ON sagas (status, id);
        CREATE TABLE attempts (
            saga_id TEXT NOT NULL REFERENCES sagas (id),
            seq INTEGER NOT NULL,
            step TEXT NOT NULL,
            node TEXT NOT NULL,
            kind TEXT NOT NULL,
            attempt INTEGER NOT NULL,
            started_at INTEGER NOT NULL,
            ended_at INTEGER,
            outcome TEXT NOT NULL,
            status INTEGER,
            detail TEXT NOT NULL,
            PRIMARY KEY (saga_id, seq)
        ) WITHOUT ROWID;
        PRAGMA user_version = 1;
        """

    /// Refuses what is no archive, or a newer one.
    static func check(_ database: Database, path: String) throws {
        let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard found == version else {
            throw JournalError(
                .unknownFormat,
                "the archive \(path) has format \(found), and this program knows \(version); "
                    + "use the version that wrote it")
        }
    }
}
