internal import Foundation
internal import GRDB
internal import Steps

extension SQLiteArchiveReader {
    /// Reads every row, and compares it with the history that it holds.
    func verify() throws(JournalError) -> [JournalFinding] {
        try read { database in
            var findings = try Self.checkFile(database) + Self.checkDefinitions(database)
            let defined = Set(try Data.fetchAll(database, sql: "SELECT hash FROM definitions"))
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT id, status, last_hash, job, key, attempts, definition, entries,
                        (SELECT count(*) FROM attempts WHERE saga_id = id) AS listed
                    FROM sagas
                    """)
            while let row = try rows.next() {
                let saga = SagaID(row["id"] as String)
                findings += Self.check(row, saga, defined).map {
                    JournalFinding(saga: saga, what: $0)
                }
            }
            return findings
        } ?? []
    }

    private static func check(_ row: Row, _ saga: SagaID?, _ defined: Set<Data>) -> [String] {
        guard let saga else { return ["the archive lists '\(row["id"] as String)', no saga id"] }
        let known: SagaCheck
        do throws(JournalError) {
            known = try SagaCheck(
                try EntriesBlob.decode(Array(row["entries"] as Data), of: saga))
        } catch {
            return ["in the archive: \(error.message)"]
        }
        let summary = known.summary
        var wrong: [String] = []
        func compare(_ column: String, _ isEqual: Bool) {
            if !isEqual { wrong.append("its archived \(column) is not what its history says") }
        }
        compare("status", row["status"] == summary.status.rawValue && summary.status.isTerminal)
        compare("last_hash", row["last_hash"] == known.lastHash.description)
        compare("job", row["job"] == summary.acceptance.job)
        compare("key", row["key"] == summary.acceptance.key)
        compare("number of attempts", row["attempts"] == summary.attempts)
        compare("list of attempts", row["listed"] == summary.attempts)
        compare("definition", row["definition"] == Data(summary.acceptance.definition.bytes))
        if !known.definitions.allSatisfy({ defined.contains(Data($0.bytes)) }) {
            wrong.append("its archived definition is missing")
        }
        return wrong
    }

    private static func checkFile(_ database: Database) throws -> [JournalFinding] {
        try String.fetchAll(database, sql: "PRAGMA quick_check").filter { $0 != "ok" }
            .map { JournalFinding(saga: nil, what: "the archive's file is damaged: \($0)") }
    }

    private static func checkDefinitions(_ database: Database) throws -> [JournalFinding] {
        try Row.fetchAll(database, sql: "SELECT hash, name, json FROM definitions")
            .filter { row in
                let json = Array((row["json"] as String).utf8)
                return ContentHash(of: json).bytes != Array(row["hash"] as Data)
            }
            .map { row in
                JournalFinding(
                    saga: nil,
                    what: "the archived definition '\(row["name"] as String)' has another hash")
            }
    }
}
