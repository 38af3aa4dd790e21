internal import GRDB

/// The archive's tables, and the views by which people may query them with the sqlite3 shell.
///
/// Words that come again and again are stored once, in `texts`, and rows have their numbers (the
/// details of attempts where they were seen before: a text there is the detail itself); moments
/// are milliseconds since the saga was accepted. So an archive of millions of sagas is half as
/// large. The views `sagas` and `attempts` show words and moments.
///
/// A saga's number is the microseconds of its id, which no other saga of a journal shares: rows and
/// all indexes are in order of id without holding it. So a row is found by its number, by its job
/// and key, or by what a listing asks for; an index of ids would take 34 bytes a saga.
///
/// `places` are the nodes that a saga has steps on, `NULL` where those are its `nodes`. Lists of
/// nodes come again and again; `node_sets` says which of them have a node. `saga_words` finds sagas
/// that told of trouble by the words of that (see ``SagaWords``); it holds nothing of the others.
enum ArchiveSchema {
    static let version = 3
    /// Read as it is; an engine makes it the present one when it opens it.
    static let earlierVersion = 2

    static let sql =
        tables
            + """
            CREATE TABLE saga_rows (
                number INTEGER PRIMARY KEY,
                id TEXT NOT NULL,
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
                places INTEGER REFERENCES texts,
                UNIQUE (job, key)
            );
            CREATE INDEX sagas_by_status ON saga_rows (status);
            CREATE INDEX sagas_by_workflow ON saga_rows (workflow, status);
            CREATE INDEX sagas_by_job ON saga_rows (job, status);
            """ + searches + views

    private static let tables = """
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
        """

    /// What an archive of the earlier format has not.
    static let searches = """
        CREATE INDEX sagas_by_node ON saga_rows (\(places), status);
        CREATE TABLE node_sets (
            node INTEGER NOT NULL REFERENCES texts,
            nodes INTEGER NOT NULL REFERENCES texts,
            PRIMARY KEY (node, nodes)
        ) WITHOUT ROWID;
        CREATE VIRTUAL TABLE saga_words USING fts5 (
            words, content = '', columnsize = 0, detail = none, tokenize = 'ascii'
        );
        PRAGMA user_version = 3;
        """

    /// The number of the list of nodes that a saga has steps on, as its index has it.
    static let places = "coalesce(places, nodes)"

    static let views = """
        CREATE VIEW sagas AS
        SELECT id, w.text AS workflow, d.hash AS definition, j.text AS job, key,
            s.text AS status, reason, inputs, n.text AS nodes, p.text AS places, accepted_at,
            accepted_at + started_after AS started_at, accepted_at + ended_after AS ended_at,
            attempts, lower(hex(last_hash)) AS last_hash, entries, r.number AS number
        FROM saga_rows r
            LEFT JOIN texts w ON w.number = workflow
            LEFT JOIN definitions d ON d.number = definition
            LEFT JOIN texts j ON j.number = job
            LEFT JOIN texts s ON s.number = status
            LEFT JOIN texts n ON n.number = nodes
            LEFT JOIN texts p ON p.number = \(places);
        CREATE VIEW attempts AS
        SELECT r.id AS saga_id, seq, s.text AS step, n.text AS node,
            k.text AS kind, attempt, r.accepted_at + a.started_after AS started_at,
            r.accepted_at + a.ended_after AS ended_at, o.text AS outcome, a.status,
            CASE typeof(detail) WHEN 'integer' THEN d.text ELSE detail END AS detail,
            saga AS number
        FROM attempt_rows a
            LEFT JOIN saga_rows r ON r.number = saga
            LEFT JOIN texts s ON s.number = step
            LEFT JOIN texts n ON n.number = node
            LEFT JOIN texts k ON k.number = kind
            LEFT JOIN texts o ON o.number = outcome
            LEFT JOIN texts d ON d.number = detail AND typeof(detail) = 'integer';
        """

    /// Whether anything was made in the file, of whichever version.
    static func isThere(_ database: Database) throws -> Bool {
        try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM sqlite_schema)") == true
    }

    /// The version of the file; refuses what is no archive, or one of a version that is not known.
    @discardableResult
    static func check(_ database: Database, path: String) throws -> Int {
        let found = try format(of: database)
        guard (earlierVersion...version).contains(found) else {
            throw JournalError(
                .unknownFormat,
                "the archive \(path) has format \(found), and this program knows \(version); "
                    + "use the version that wrote it")
        }
        return found
    }

    /// Refuses to search an archive that has no index for that yet.
    static func checkSearches(_ database: Database) throws {
        guard try format(of: database) < version else { return }
        throw JournalError(
            .unknownFormat,
            "the archive is of an earlier version, which cannot be searched by node or text; the "
                + "next engine that runs, such as 'sagactl resume', adds what is missing")
    }

    static func format(of database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    }
}
