internal import Foundation
internal import GRDB
internal import Steps

/// Compares each row of an archive with the history that it holds.
struct ArchiveRowCheck {
    let known: [SagaID: JournalCheck.Known]
    var tally = ArchiveTally()
    private var definitions: [ContentHash: WorkflowDefinition] = [:]

    init(known: [SagaID: JournalCheck.Known]) {
        self.known = known
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

    mutating func check(_ id: String, in database: Database) {
        guard let saga = SagaID(id) else {
            return find(nil, "the archive lists '\(id)', which is no saga id")
        }
        do throws(JournalError) {
            try ArchiveFailure.translated {
                let row = try Row.fetchOne(
                    database, sql: "SELECT * FROM sagas WHERE id = ?", arguments: [id])
                guard let row else {
                    return find(saga, "the archive names it, and its row is missing")
                }
                let number = try Int64.fetchOne(
                    database, sql: "SELECT number FROM saga_rows WHERE id = ?", arguments: [id])
                if number != saga.number {
                    find(saga, "its row in the archive is not where it is looked for")
                }
                try check(row, of: saga, database)
            }
        } catch {
            find(saga, "its row in the archive cannot be read: \(error.message)")
        }
    }

    private mutating func check(_ row: Row, of saga: SagaID, _ database: Database) throws {
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
        guard history.definitions.allSatisfy({ definitions[$0] != nil }) else {
            return find(saga, "its archived definition is missing")
        }
        let expected = ArchiveRows.saga(
            history.summary, entries, lastHash: history.lastHash.description, stored: stored)
        for (column, value) in zip(ArchiveRows.columns, expected)
        where !(row[column] as DatabaseValue).isSame(as: value) {
            find(saga, "its archived \(column) is not what its history says")
        }
        try checkAttempts(of: history, entries, database)
    }

    private mutating func checkAttempts(
        of history: SagaCheck, _ entries: [Entry], _ database: Database
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
            database,
            sql: "SELECT * FROM attempts WHERE saga_id = ? ORDER BY seq",
            arguments: [saga.description]
        ).map { Array($0.databaseValues) }
        let isSame = expected?.elementsEqual(found) { left, right in
            left.elementsEqual(right) { $0.isSame(as: $1) }
        }
        if isSame != true {
            find(saga, "its archived list of attempts is not what its history says")
        }
    }

    private mutating func find(_ saga: SagaID?, _ what: String) {
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
