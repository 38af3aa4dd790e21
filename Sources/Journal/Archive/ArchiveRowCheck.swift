internal import Foundation
internal import GRDB
internal import Steps

/// Compares each row of an archive with the history that it holds.
struct ArchiveRowCheck {
    let known: [SagaID: JournalCheck.Known]
    var tally = ArchiveTally()
    /// Lists of nodes that are known by each of them.
    var soundLists: Set<ExactText> = []
    private var definitions: [ContentHash: WorkflowDefinition] = [:]
    /// Whether the file is of the earlier format.
    private let isEarlier: Bool

    init(_ database: Database, known: [SagaID: JournalCheck.Known]) throws {
        self.known = known
        isEarlier = try ArchiveSchema.format(of: database) < ArchiveSchema.version
    }

    mutating func readDefinitions(_ database: Database) throws {
        let rows = try Row.fetchCursor(database, sql: "SELECT hash, name, json FROM definitions")
        while let row = try rows.next() {
            let json = Array((row["json"] as String).utf8)
            let name: String = row["name"]
            guard let hash = ContentHash(bytes: Array(row["hash"] as Data)),
                hash == ContentHash(of: json),
                let definition = try? WorkflowDefinition(canonicalJSON: json),
                ExactText(definition.name.withoutZeros) == ExactText(name)
            else {
                find(nil, "the archived definition '\(name)' has another hash")
                continue
            }
            definitions[hash] = definition
        }
    }

    /// - Parameter number: what any part of the file has a saga under.
    mutating func check(_ number: Int64, in database: Database) {
        var saga: SagaID?
        do throws(JournalError) {
            try ArchiveFailure.translated {
                let id = try String.fetchOne(
                    database.cachedStatement(sql: "SELECT id FROM saga_rows WHERE number = ?"),
                    arguments: [number])
                guard let id else {
                    return find(nil, "it names \(Self.name(number)), whose row is missing")
                }
                saga = SagaID(id)
                guard let saga else {
                    return find(nil, "the archive lists '\(id)', which is no saga id")
                }
                let row = try Row.fetchOne(
                    database.cachedStatement(sql: "SELECT * FROM sagas WHERE \(place) = ?"),
                    arguments: [placed(saga, number)])
                guard let row else {
                    return find(saga, "the archive names it, and its row is missing")
                }
                if number != saga.number {
                    find(saga, "its row in the archive is not where it is looked for")
                }
                try check(row, of: saga, number, database)
            }
        } catch {
            let row = saga == nil ? "the row of \(Self.name(number))" : "its row in the archive"
            find(saga, "\(row) cannot be read: \(error.message)")
        }
    }

    /// By which column a saga is found in the views.
    private var place: String { isEarlier ? "id" : "number" }

    private func placed(_ saga: SagaID, _ number: Int64) -> DatabaseValue {
        isEarlier ? saga.description.databaseValue : number.databaseValue
    }

    /// What is known of a saga whose row is not: 12 of the 20 characters of its id.
    private static func name(_ number: Int64) -> String {
        let id = SagaID(microseconds: UInt64(clamping: number), random: 0).description
        return "a saga whose id begins with '\(id.prefix(12))'"
    }

    private mutating func check(
        _ row: Row, of saga: SagaID, _ number: Int64, _ database: Database
    ) throws {
        tally.sagas += 1
        tally.newest = max(tally.newest ?? saga, saga)
        if known[saga] == nil { tally.alone += 1 }
        guard let blob = Data.fromDatabaseValue(row["entries"]) else {
            return find(saga, "in the archive: it has no entries")
        }
        let stored = try EntriesBlob.decode(Array(blob), of: saga)
        let history: SagaCheck
        do throws(JournalError) {
            history = try SagaCheck(stored)
        } catch {
            return find(saga, "in the archive: \(error.message)")
        }
        let decoded = try stored.map { try EntryCodec.decode($0.bytes) }
        let entries = decoded.map(\.entry)
        if !history.summary.status.isTerminal { find(saga, "it is archived, and has not ended") }
        if let part = known[saga] {
            let hash = part.entries <= decoded.count ? decoded[part.entries - 1].hash : .none
            if hash != part.lastHash { find(saga, "the archive holds another history of it") }
        }
        let acceptance = history.summary.acceptance
        guard let workflow = definitions[acceptance.definition],
            history.definitions.allSatisfy({ definitions[$0] != nil })
        else {
            return find(saga, "its archived definition is missing")
        }
        var expected = ArchiveRows.saga(
            history.summary, entries, of: workflow, lastHash: history.lastHash.description,
            stored: stored)
        if expected[ArchiveRows.places].isNull {
            expected[ArchiveRows.places] = expected[ArchiveRows.nodes]
        }
        let columns = isEarlier ? ArchiveRows.earlierColumns : ArchiveRows.columns
        for (column, value) in zip(columns, expected)
        where !(row[column] as DatabaseValue).isSame(as: value) {
            find(saga, "its archived \(column) is not what its history says")
        }
        try checkAttempts(of: history, number, entries, database)
        guard !isEarlier else { return }
        try checkSearches(of: saga, number, entries, acceptance.places(of: workflow), database)
    }

    private mutating func checkAttempts(
        of history: SagaCheck, _ number: Int64, _ entries: [Entry], _ database: Database
    ) throws {
        let saga = history.summary.id
        var plans: [ContentHash: [StepInstance]] = [:]
        for hash in history.definitions {
            plans[hash] = definitions[hash].map {
                history.summary.acceptance.plan(of: $0).instances
            }
        }
        let expected = ArchiveRows.attempts(of: saga, entries, plans: plans)
        let found = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT \(ArchiveRows.attemptColumns.joined(separator: ", ")) FROM attempts
                    WHERE \(isEarlier ? "saga_id" : "number") = ? ORDER BY seq
                    """),
            arguments: [placed(saga, number)]
        ).map { Array($0.databaseValues) }
        let isSame = expected?.elementsEqual(found) { left, right in
            left.elementsEqual(right) { $0.isSame(as: $1) }
        }
        if isSame != true {
            find(saga, "its archived list of attempts is not what its history says")
        }
    }

    mutating func find(_ saga: SagaID?, _ what: String) {
        tally.findings.append(JournalFinding(saga: saga, place: "archive", what: what))
    }
}

extension DatabaseValue {
    /// Whether both are the same to SQLite; by `==`, texts are equal as they are to Swift.
    fileprivate func isSame(as other: DatabaseValue) -> Bool {
        guard case .string(let left) = storage, case .string(let right) = other.storage else {
            return self == other
        }
        return ExactText(left) == ExactText(right)
    }
}
