internal import Foundation
internal import GRDB
public import Steps

extension SQLiteArchiveReader {
    /// Up to `limit` sagas that match, newest first, starting before one.
    ///
    /// - Throws: ``JournalError``, also if the archive is of an earlier version, which has no index
    ///   of nodes and words.
    public func sagas(
        matching filter: SagaFilter, before saga: SagaID?, limit: Int
    ) throws(JournalError) -> [SagaSummary] {
        let rows = try read { database in
            try Self.numbers(matching: filter, before: saga, limit: limit, in: database)
                .map { try Self.row($0, in: database) }
        }
        var sagas: [SagaSummary] = []
        for row in rows ?? [] {
            let summary = try Self.summary(row.text, row.blob)
            // A damaged row that is not where its index has it would lead back for ever.
            guard summary.id.number == row.number else {
                throw Self.misplaced("saga \(summary.id)")
            }
            sagas.append(summary)
        }
        return sagas
    }

    private struct FoundRow {
        var number: Int64
        var text: String
        var blob: [UInt8]
    }

    private static func row(_ number: Int64, in database: Database) throws -> FoundRow {
        let statement = try database.cachedStatement(
            sql: "SELECT id, entries FROM saga_rows WHERE number = ?")
        guard let row = try Row.fetchOne(statement, arguments: [number]) else {
            throw misplaced("saga number \(number)")
        }
        return FoundRow(number: number, text: row["id"], blob: Array(row["entries"] as Data))
    }

    private static func misplaced(_ saga: String) -> JournalError {
        JournalError(
            .damaged,
            "the archive does not have \(saga) in its place; see 'sagactl journal verify'")
    }

    private static func numbers(
        matching filter: SagaFilter, before saga: SagaID?, limit: Int, in database: Database
    ) throws -> [Int64] {
        if filter.node != nil || filter.text != nil {
            try ArchiveSchema.checkSearches(database)
        }
        var part = filter.numbers
        if let saga { part = part.clamped(to: 0..<saga.number) }
        let queries = try ArchiveQuery.all(filter) { node, statuses in
            try NodeList.all(with: node, statuses, in: part, database)
        }
        var numbers: [Int64] = []
        for query in queries {
            // What is older than a full page is not looked for.
            if numbers.count >= limit, let last = numbers.last {
                part = part.clamped(to: min(last + 1, part.upperBound)..<part.upperBound)
            }
            guard query.newest >= part.lowerBound else { continue }
            let found = try query.numbers(in: part, limit: limit, database)
            guard !found.isEmpty else { continue }
            numbers += found
            if numbers.count > found.count { numbers.sort(by: >) }
            numbers.removeLast(max(0, numbers.count - limit))
        }
        return numbers
    }

    /// Folds what is stored, so that a summary is never anything but its history.
    private static func summary(
        _ text: String, _ blob: [UInt8]
    ) throws(JournalError) -> SagaSummary {
        guard let id = SagaID(text) else {
            throw JournalError(.damaged, "the archive lists '\(text)', which is no saga id")
        }
        guard let summary = SagaSummary(folding: try EntriesBlob.entries(blob, of: id)) else {
            throw JournalError(.damaged, "saga \(id) does not start with its acceptance")
        }
        return summary
    }
}
