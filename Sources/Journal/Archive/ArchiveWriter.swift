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

        var texts: [ExactText: Int64] = [:]
        /// Details that were stored as they are; those that come again are shared from then on.
        var details: Set<ExactText> = []
        /// Lists of nodes whose nodes are known to lead to them.
        var nodeSets: Set<Int64> = []
        var definitions: [ContentHash: Definition] = [:]
    }

    /// A stored definition.
    struct Definition {
        var number: Int64
        var workflow: WorkflowDefinition
    }

    let database: Database
    var known: Known

    init(_ database: Database, _ known: Known) {
        self.database = database
        self.known = known
        if known.texts.count > Known.mostTexts { self.known.texts = [:] }
        if known.details.count > Known.mostTexts { self.known.details = [] }
        if known.nodeSets.count > Known.mostTexts { self.known.nodeSets = [] }
        if known.definitions.count > Known.mostDefinitions { self.known.definitions = [:] }
    }

    /// Stores a saga, unless it is there with the same history.
    ///
    /// - Throws: a ``JournalError`` about the saga if others can be stored without it.
    mutating func insert(_ saga: ArchivedSaga) throws {
        do {
            try add(saga)
        } catch let error as JournalError where error.code == .damaged {
            throw error.about(saga.summary.id)
        }
    }

    private mutating func add(_ saga: ArchivedSaga) throws {
        let id = saga.summary.id
        // Of an entry's hashes only what follows from the others is stored: they have to be right.
        let history = saga.history.isEmpty ? try EntryChain.verify(saga.entries) : saga.history
        guard let lastHash = history.last?.hash else {
            throw JournalError(.damaged, "saga \(id) has no entries to archive")
        }
        let entries = history.map(\.entry)
        let acceptance = saga.summary.acceptance
        // The last is the one that the summary names, which spares a hash of all of it.
        let workflow = try definition(acceptance.definition, saga.definition).workflow
        var plans = [acceptance.definition: acceptance.plan(of: workflow).instances]
        for json in saga.earlierDefinitions {
            let hash = ContentHash(of: json)
            plans[hash] = acceptance.plan(of: try definition(hash, json).workflow).instances
        }
        let row = ArchiveRows.saga(
            saga.summary, entries, of: workflow, lastHash: lastHash.description,
            stored: saga.entries)
        guard
            try insert(
                row, of: saga.summary, lastHash, places: { acceptance.places(of: workflow) })
        else { return try check(id, lastHash) }
        guard let rows = ArchiveRows.attempts(of: id, entries, plans: plans) else {
            throw JournalError(
                .damaged, "saga \(id) tried a step that its definition does not have")
        }
        try insertWords(of: id, entries)
        let statement = try BoundStatement(
            database, "INSERT INTO attempt_rows VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        for row in rows {
            var values = try stored(row, Self.attemptForms, since: saga.summary.acceptedAt)
            values[0] = id.number.databaseValue
            try statement.run(values)
        }
    }

    /// Makes sure that a saga that is there already has the same history.
    private func check(_ id: SagaID, _ lastHash: EntryHash) throws {
        let statement = try database.cachedStatement(
            sql: "SELECT id, last_hash FROM saga_rows WHERE number = ?")
        let row = try Row.fetchOne(statement, arguments: [id.number])
        guard let row, row["id"] == id.description else {
            throw JournalError(
                .damaged, "saga \(id) is not archived: another one has its number, or its key")
        }
        guard row["last_hash"] == Data(lastHash.bytes) else {
            throw JournalError(.damaged, "saga \(id) is archived with another history")
        }
    }

    /// Finds a definition, or stores it.
    private mutating func definition(_ hash: ContentHash, _ json: [UInt8]) throws -> Definition {
        if let known = known.definitions[hash] { return known }
        guard ContentHash(of: json) == hash else {
            throw JournalError(.damaged, "definition \(hash) is not what its hash says")
        }
        guard let workflow = try? WorkflowDefinition(canonicalJSON: json) else {
            throw JournalError(.damaged, "definition \(hash) cannot be read")
        }
        let bytes = Data(hash.bytes)
        try database.execute(
            sql: "INSERT OR IGNORE INTO definitions (hash, name, json) VALUES (?, ?, ?)",
            arguments: [bytes, workflow.name.withoutZeros, String(decoding: json, as: UTF8.self)])
        let number = try Int64.fetchOne(
            database, sql: "SELECT number FROM definitions WHERE hash = ?", arguments: [bytes])
        guard let number else { throw JournalError(.damaged, "a definition was not stored") }
        let definition = Definition(number: number, workflow: workflow)
        known.definitions[hash] = definition
        return definition
    }

    /// - Parameter places: see ``Acceptance/places(of:)``; asked for only if its list is new.
    /// - Returns: whether the saga was not there.
    private mutating func insert(
        _ row: [DatabaseValue], of saga: SagaSummary, _ lastHash: EntryHash,
        places: () -> [String]
    ) throws -> Bool {
        var values = try stored(row, Self.forms, since: saga.acceptedAt)
        values[ArchiveRows.definition] =
            known.definitions[saga.acceptance.definition]?.number.databaseValue ?? .null
        values[ArchiveRows.lastHash] = Data(lastHash.bytes).databaseValue
        let others = values[ArchiveRows.places]
        try insertNodes(of: others.isNull ? values[ArchiveRows.nodes] : others, places)
        values.insert(saga.id.number.databaseValue, at: 0)
        try BoundStatement(database, Self.insertion).run(values)
        return database.changesCount == 1
    }

    private static let insertion: String = {
        let marks = Array(repeating: "?", count: ArchiveRows.columns.count + 1)
        return "INSERT INTO saga_rows VALUES (\(marks.joined(separator: ", "))) "
            + "ON CONFLICT DO NOTHING"
    }()
}

extension SagaID {
    /// What an archive orders sagas by.
    var number: Int64 { Int64(microseconds) }
}

extension EntryHash {
    /// Its 16 bytes.
    var bytes: [UInt8] { BigEndian.bytes(high) + BigEndian.bytes(low) }
}
