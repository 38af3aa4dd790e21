internal import Foundation
internal import GRDB
internal import Steps

/// Puts finished sagas into the tables, within one transaction.
///
/// What many sagas share is done once: statements are prepared, and definitions decoded and stored.
struct ArchiveInsertion {
    private let database: Database
    private let sagaStatement: Statement
    private let attemptStatement: Statement
    /// Definitions that were decoded, in this transaction or before.
    private(set) var definitions: DecodedDefinitions
    /// Those that this transaction has looked after.
    private var stored: Set<ContentHash> = []

    init(into database: Database, definitions: DecodedDefinitions) throws {
        self.database = database
        self.definitions = definitions
        sagaStatement = try database.cachedStatement(
            sql: """
                INSERT INTO sagas VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO NOTHING
                """)
        attemptStatement = try database.cachedStatement(
            sql: "INSERT INTO attempts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    }

    /// Puts a saga in, unless it is there with an equal last hash.
    mutating func insert(_ saga: ArchivedSaga) throws {
        let id = saga.summary.id.description
        let history =
            saga.history.isEmpty
            ? try saga.entries.map { try EntryCodec.decode($0.bytes) } : saga.history
        guard let lastHash = history.last?.hash.description else {
            throw JournalError(.damaged, "saga \(id) has no entries to archive")
        }
        let entries = history.map(\.entry)
        let row = ArchiveRows.saga(
            saga.summary, entries, lastHash: lastHash, stored: saga.entries)
        try sagaStatement.execute(arguments: StatementArguments(row))
        guard database.changesCount == 1 else { return try check(id, lastHash) }
        let plans = try storeDefinitions(of: saga)
        guard let rows = ArchiveRows.attempts(of: saga.summary.id, entries, plans: plans) else {
            throw JournalError(
                .damaged, "saga \(id) tried a step that its definition does not have")
        }
        for row in rows { try attemptStatement.execute(arguments: StatementArguments(row)) }
    }

    private func check(_ id: String, _ lastHash: String) throws {
        let statement = try database.cachedStatement(
            sql: "SELECT last_hash FROM sagas WHERE id = ?")
        guard try String.fetchOne(statement, arguments: [id]) == lastHash else {
            throw JournalError(.damaged, "saga \(id) is archived with another history")
        }
    }

    /// - Returns: the saga's plan by each definition that it went by.
    private mutating func storeDefinitions(
        of saga: ArchivedSaga
    ) throws -> [ContentHash: [StepInstance]] {
        let acceptance = saga.summary.acceptance
        var plans: [ContentHash: [StepInstance]] = [:]
        for (number, json) in ([saga.definition] + saga.earlierDefinitions).enumerated() {
            // The last is the one that the summary names, which spares a hash of all of it.
            let hash = number == 0 ? acceptance.definition : ContentHash(of: json)
            let (definition, actual) = try definitions.definition(hash, json)
            plans[actual] = acceptance.plan(of: definition).instances
            guard stored.insert(actual).inserted else { continue }
            let statement = try database.cachedStatement(
                sql: "INSERT OR IGNORE INTO definitions VALUES (?, ?, ?)")
            try statement.execute(arguments: [
                Data(actual.bytes), definition.name, String(decoding: json, as: UTF8.self),
            ])
        }
        return plans
    }
}
