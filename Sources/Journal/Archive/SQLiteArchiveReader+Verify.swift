internal import Foundation
internal import GRDB
internal import Steps

extension SQLiteArchiveReader {
    /// Reads every row, and compares it with the history that it holds.
    ///
    /// - Parameter known: the journal's sagas, of which the archive may hold no other history.
    func verify(
        against known: [SagaID: JournalCheck.Known], _ tally: inout ArchiveTally
    ) throws(JournalError) {
        var check = ArchiveRowCheck(known: known)
        _ = try read { database -> Bool? in
            check.tally.findings += Self.findings { try Self.checkFile(database) }
            check.tally.findings += Self.findings {
                try check.readDefinitions(database)
                return []
            }
            for id in Self.ids(database, isSound: check.tally.findings.isEmpty) {
                check.check(id, in: database)
            }
            check.tally.findings += Self.findings { try Self.strays(database) }
            return true
        }
        tally = check.tally
    }

    /// What goes wrong in reading is a finding too, and the rest is still read.
    private static func findings(_ body: () throws -> [JournalFinding]) -> [JournalFinding] {
        do throws(JournalError) {
            return try ArchiveFailure.translated(body)
        } catch {
            return [JournalFinding(saga: nil, place: "archive", what: error.message)]
        }
    }

    private static func checkFile(_ database: Database) throws -> [JournalFinding] {
        try String.fetchAll(database, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
            .map { JournalFinding(saga: nil, place: "archive", what: $0) }
    }

    /// Requests of sagas that are not there.
    private static func strays(_ database: Database) throws -> [JournalFinding] {
        try Int64.fetchAll(
            database,
            sql: """
                SELECT DISTINCT saga FROM attempt_rows
                WHERE NOT EXISTS (SELECT 1 FROM saga_rows WHERE number = saga)
                """
        ).map { number in
            JournalFinding(
                saga: nil, place: "archive",
                what: "the requests of saga number \(number) are listed, and it is not")
        }
    }

    /// The ids of all sagas that any part of the file names, in order.
    ///
    /// Where a page of the table is damaged, it is read from both ends, and the indexes still name
    /// the sagas in between.
    static func ids(_ database: Database, isSound: Bool) -> [String] {
        let all = "SELECT id FROM saga_rows NOT INDEXED ORDER BY number"
        if isSound, let ids = try? String.fetchAll(database, sql: all) { return ids }
        var ids: Set<String> = []
        for sql in [
            all, all + " DESC", "SELECT id FROM saga_rows INDEXED BY sqlite_autoindex_saga_rows_1",
        ] {
            guard let cursor = try? String.fetchCursor(database, sql: sql) else { continue }
            while let id = try? cursor.next() { ids.insert(id) }
        }
        return ids.sorted()
    }
}

extension SQLiteArchiveReader {
    /// See ``ids(_:isSound:)``.
    func ids(isSound: Bool) -> [String] {
        (try? read { Self.ids($0, isSound: isSound) } ?? []) ?? []
    }
}
