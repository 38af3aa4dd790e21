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
        // What was found before the file can be read no further is found all the same.
        var found = ArchiveTally()
        defer { tally = found }
        _ = try read { database -> Bool? in
            var check = try ArchiveRowCheck(database, known: known)
            defer { found = check.tally }
            check.tally.findings += Self.findings { try Self.checkFile(database) }
            check.tally.findings += Self.findings {
                try check.readDefinitions(database)
                return []
            }
            for number in Self.numbers(database, isSound: check.tally.findings.isEmpty) {
                check.check(number, in: database)
            }
            check.tally.findings += Self.findings { try Self.strays(database) }
            return true
        }
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

    /// The numbers of all sagas that any part of the file has, in order.
    ///
    /// Where a page of the table is damaged, it is read from both ends, and an index still has the
    /// sagas in between.
    private static func numbers(_ database: Database, isSound: Bool) -> [Int64] {
        let all = "SELECT number FROM saga_rows NOT INDEXED ORDER BY number"
        if isSound, let numbers = try? Int64.fetchAll(database, sql: all) { return numbers }
        var numbers: Set<Int64> = []
        for sql in [
            all, all + " DESC", "SELECT number FROM saga_rows INDEXED BY sagas_by_status",
        ] {
            guard let cursor = try? Int64.fetchCursor(database, sql: sql) else { continue }
            while let number = try? cursor.next() { numbers.insert(number) }
        }
        return numbers.sorted()
    }

    /// The ids of all sagas whose rows can be found, in order.
    func ids(isSound: Bool) -> [String] {
        var ids: [String] = []
        _ = try? read { database -> Bool? in
            for number in Self.numbers(database, isSound: isSound) {
                let statement = try database.cachedStatement(
                    sql: "SELECT id FROM saga_rows WHERE number = ?")
                if let id = try? String.fetchOne(statement, arguments: [number]) { ids.append(id) }
            }
            return true
        }
        return ids
    }
}
