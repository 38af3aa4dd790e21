import GRDB
import Journal

/// Makes an archive one of format 2, as it was written before sagas were found by nodes and words.
enum EarlierArchive {
    static func make(of path: String) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }

    private static let columns = """
        number, id, workflow, definition, job, key, status, reason, inputs, nodes, accepted_at,
        started_after, ended_after, attempts, last_hash, entries
        """

    private static let sql = """
        DROP VIEW attempts;
        DROP VIEW sagas;
        DROP TABLE saga_words;
        DROP TABLE node_sets;
        CREATE TABLE earlier (
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
        INSERT INTO earlier SELECT \(columns) FROM saga_rows;
        DROP TABLE saga_rows;
        ALTER TABLE earlier RENAME TO saga_rows;
        CREATE INDEX sagas_by_status ON saga_rows (status);
        CREATE INDEX sagas_by_workflow ON saga_rows (workflow, status);
        CREATE INDEX sagas_by_job ON saga_rows (job, status);
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
        DELETE FROM texts WHERE number NOT IN (
            SELECT workflow FROM saga_rows UNION SELECT job FROM saga_rows
            UNION SELECT status FROM saga_rows UNION SELECT nodes FROM saga_rows
            UNION SELECT step FROM attempt_rows UNION SELECT node FROM attempt_rows
            UNION SELECT kind FROM attempt_rows UNION SELECT outcome FROM attempt_rows
            UNION SELECT detail FROM attempt_rows WHERE typeof(detail) = 'integer'
        );
        PRAGMA user_version = 2;
        """
}
