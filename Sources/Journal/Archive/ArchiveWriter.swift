internal import Foundation
internal import GRDB
internal import Steps

/// Writes sagas into an archive, within one transaction.
struct ArchiveWriter {
    /// What earlier transactions made known, so that it is not looked for again.
    struct Known {
        /// More are forgotten: jobs come and go.
        static let mostTexts = 4_096
        /// More are forgotten: few workflows are in use at once.
        static let mostDefinitions = 64

        var texts: [String: Int64] = [:]
        /// Details that were stored as they are; those that come again are shared from then on.
        var details: Set<String> = []
        var definitions: [ContentHash: Definition] = [:]
    }

    /// A stored definition.
    struct Definition {
        var number: Int64
        var workflow: WorkflowDefinition
    }

    private let database: Database
    private(set) var known: Known

    init(_ database: Database, _ known: Known) {
        self.database = database
        self.known = known
        if known.texts.count > Known.mostTexts { self.known.texts = [:] }
        if known.details.count > Known.mostTexts { self.known.details = [] }
        if known.definitions.count > Known.mostDefinitions { self.known.definitions = [:] }
    }

    /// Stores a saga, unless it is there with the same history.
    mutating func insert(_ saga: ArchivedSaga) throws {
        let id = saga.summary.id
        // Of an entry's hashes only what follows from the others is stored: they have to be right.
        let history = saga.history.isEmpty ? try EntryChain.verify(saga.entries) : saga.history
        guard let lastHash = history.last?.hash else {
            throw JournalError(.damaged, "saga \(id) has no entries to archive")
        }
        guard try isNew(id, lastHash) else { return }
        let entries = history.map(\.entry)
        let acceptance = saga.summary.acceptance
        // The last is the one that the summary names, which spares a hash of all of it.
        var plans = [
            acceptance.definition: acceptance.plan(
                of: try definition(acceptance.definition, saga.definition).workflow
            ).instances
        ]
        for json in saga.earlierDefinitions {
            let hash = ContentHash(of: json)
            plans[hash] = acceptance.plan(of: try definition(hash, json).workflow).instances
        }
        let row = ArchiveRows.saga(
            saga.summary, entries, lastHash: lastHash.description, stored: saga.entries)
        try insert(row, of: saga.summary, lastHash)
        guard let rows = ArchiveRows.attempts(of: id, entries, plans: plans) else {
            throw JournalError(
                .damaged, "saga \(id) tried a step that its definition does not have")
        }
        let statement = try database.cachedStatement(
            sql: "INSERT INTO attempt_rows VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        for row in rows {
            var values = try stored(
                row, ArchiveRows.attemptColumns, words: ArchiveRows.attemptWords,
                since: saga.summary.acceptedAt)
            values[0] = id.number.databaseValue
            try statement.execute(arguments: StatementArguments(values))
        }
    }

    private func isNew(_ id: SagaID, _ lastHash: EntryHash) throws -> Bool {
        let statement = try database.cachedStatement(
            sql: "SELECT id, last_hash FROM saga_rows WHERE number = ?")
        let row = try Row.fetchOne(statement, arguments: [id.number])
        guard let row else { return true }
        guard row["id"] == id.description, row["last_hash"] == Data(lastHash.bytes) else {
            throw JournalError(.damaged, "saga \(id) is archived with another history")
        }
        return false
    }

    /// Finds a definition, or stores it.
    private mutating func definition(_ hash: ContentHash, _ json: [UInt8]) throws -> Definition {
        if let known = known.definitions[hash] { return known }
        guard ContentHash(of: json) == hash else {
            throw JournalError(.damaged, "definition \(hash) is not what its hash says")
        }
        let workflow = try WorkflowDefinition(canonicalJSON: json)
        let bytes = Data(hash.bytes)
        try database.execute(
            sql: "INSERT OR IGNORE INTO definitions (hash, name, json) VALUES (?, ?, ?)",
            arguments: [bytes, workflow.name, String(decoding: json, as: UTF8.self)])
        let number = try Int64.fetchOne(
            database, sql: "SELECT number FROM definitions WHERE hash = ?", arguments: [bytes])
        guard let number else { throw JournalError(.damaged, "a definition was not stored") }
        let definition = Definition(number: number, workflow: workflow)
        known.definitions[hash] = definition
        return definition
    }

    private mutating func insert(
        _ row: [DatabaseValue], of saga: SagaSummary, _ lastHash: EntryHash
    ) throws {
        var values = try stored(
            row, ArchiveRows.columns, words: ArchiveRows.words, since: saga.acceptedAt)
        for (index, column) in ArchiveRows.columns.enumerated() {
            switch column {
            case "definition":
                values[index] =
                    known.definitions[saga.acceptance.definition]?.number.databaseValue ?? .null
            case "last_hash": values[index] = Data(lastHash.bytes).databaseValue
            default: break
            }
        }
        let marks = Array(repeating: "?", count: values.count + 1).joined(separator: ", ")
        let statement = try database.cachedStatement(
            sql: "INSERT INTO saga_rows VALUES (\(marks))")
        try statement.execute(
            arguments: StatementArguments([saga.id.number.databaseValue] + values))
    }

    /// A row with the numbers of words, and with spans instead of moments.
    private mutating func stored(
        _ row: [DatabaseValue], _ columns: [String], words: Set<String>, since start: Timestamp
    ) throws -> [DatabaseValue] {
        var values = row
        for (index, column) in columns.enumerated() {
            if words.contains(column), let text = String.fromDatabaseValue(row[index]) {
                values[index] = try number(of: text).databaseValue
            } else if column == "detail", let text = String.fromDatabaseValue(row[index]) {
                values[index] = try detail(text)
            } else if column == "started_at" || column == "ended_at" {
                let moment = Int64.fromDatabaseValue(row[index])
                values[index] = moment.map { ($0 &- start.rawValue).databaseValue } ?? .null
            }
        }
        return values
    }

    /// Most details are those of thousands of others, and some are like no other.
    private mutating func detail(_ text: String) throws -> DatabaseValue {
        guard !text.isEmpty else { return text.databaseValue }
        if let known = known.texts[text] { return known.databaseValue }
        guard !known.details.insert(text).inserted else { return text.databaseValue }
        return try number(of: text).databaseValue
    }

    private mutating func number(of text: String) throws -> Int64 {
        if let known = known.texts[text] { return known }
        let select = try database.cachedStatement(sql: "SELECT number FROM texts WHERE text = ?")
        var number = try Int64.fetchOne(select, arguments: [text])
        if number == nil {
            try database.execute(sql: "INSERT INTO texts (text) VALUES (?)", arguments: [text])
            number = database.lastInsertedRowID
        }
        known.texts[text] = number
        return number ?? 0
    }
}

extension SagaID {
    /// What an archive orders sagas by.
    var number: Int64 { Int64(microseconds) }
}

extension EntryHash {
    /// Its 16 bytes.
    var bytes: [UInt8] { BigEndian.bytes(high) + BigEndian.bytes(low) }
}
