internal import GRDB

/// The archive's tables, and the views by which people may query them with the sqlite3 shell.
///
/// Words that come again and again are stored once, in `texts`, and rows have their numbers (the
/// details of attempts where they were seen before: a text there is the detail itself); moments
/// are milliseconds since the saga was accepted. So an archive of millions of sagas is half as
/// large. The views `sagas` and `attempts` show words and moments.
///
/// A saga's number is the microseconds of its id, which no other saga of a journal shares: rows and
/// all indexes are in order of id without holding it.
enum ArchiveSchema {
    static let version = 2

    static let sql = """
        CREATE TABLE texts (
            number INTEGER PRIMARY KEY,
            text TEXT NOT NULL UNIQUE
        );
        CREATE TABLE definitions (
            number INTEGER PRIMARY KEY,
            hash BLOB NOT NULL UNIQUE,
            name TEXT NOT NULL,
            json TEXT NOT NULL
        );
        CREATE TABLE saga_rows (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            workflow INTEGER NOT NULL REFERENCES texts,
            definition INTEGER NOT NULL REFERENCES definitions,
            job INTEGER NOT NULL REFERENCES texts,
            key TEXT NOT NULL,
            status INTEGER NOT NULL REFERENCES texts,
            reason TEXT NOT NULL,
            inputs TEXT NOT NULL,
            nodes INTEGER NOT NULL REFERENCES texts,
            accepted_at INTEGER NOT NULL,
            started_after INTEGER,
            ended_after INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            last_hash BLOB NOT NULL,
            entries BLOB NOT NULL,
            UNIQUE (job, key)
        );
        CREATE INDEX sagas_by_status ON saga_rows (status);
        CREATE INDEX sagas_by_workflow ON saga_rows (workflow, status);
        CREATE INDEX sagas_by_job ON saga_rows (job, status);
        CREATE TABLE attempt_rows (
            saga INTEGER NOT NULL REFERENCES saga_rows,
            seq INTEGER NOT NULL,
            step INTEGER NOT NULL REFERENCES texts,
            node INTEGER NOT NULL REFERENCES texts,
            kind INTEGER NOT NULL REFERENCES texts,
            attempt INTEGER NOT NULL,
            started_after INTEGER NOT NULL,
            ended_after INTEGER,
            outcome INTEGER NOT NULL REFERENCES texts,
            status INTEGER,
            detail NOT NULL,
            PRIMARY KEY (saga, seq)
        ) WITHOUT ROWID;
        CREATE VIEW sagas AS
        SELECT id, w.text AS workflow, d.hash AS definition, j.text AS job, key,
            s.text AS status, reason, inputs, n.text AS nodes, accepted_at,
            accepted_at + started_after AS started_at, accepted_at + ended_after AS ended_at,
            attempts, lower(hex(last_hash)) AS last_hash, entries
        FROM saga_rows
            LEFT JOIN texts w ON w.number = workflow
            LEFT JOIN definitions d ON d.number = definition
            LEFT JOIN texts j ON j.number = job
            LEFT JOIN texts s ON s.number = status
            LEFT JOIN texts n ON n.number = nodes;
        CREATE VIEW attempts AS
        SELECT r.id AS saga_id, seq, s.text AS step, n.text AS node, k.text AS kind, attempt,
            r.accepted_at + a.started_after AS started_at,
            r.accepted_at + a.ended_after AS ended_at, o.text AS outcome, a.status,
            CASE typeof(detail) WHEN 'integer' THEN d.text ELSE detail END AS detail
        FROM attempt_rows a
            LEFT JOIN saga_rows r ON r.number = saga
            LEFT JOIN texts s ON s.number = step
            LEFT JOIN texts n ON n.number = node
            LEFT JOIN texts k ON k.number = kind
            LEFT JOIN texts o ON o.number = outcome
            LEFT JOIN texts d ON d.number = detail AND typeof(detail) = 'integer';
        PRAGMA user_version = 2;
        """

    /// Whether anything was made in the file, of whichever version.
    static func isThere(_ database: Database) throws -> Bool {
        try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM sqlite_schema)") == true
    }

    /// Refuses what is no archive, or one of another version.
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
