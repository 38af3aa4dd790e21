internal import Foundation
internal import GRDB
internal import Steps

/// Brings an archive of the earlier format to the present one: adds what sagas are searched by.
///
/// Rows stay as they are, also the index of ids that the present format has no more: only tables of
/// a new archive are without it.
struct ArchiveUpgrade {
    /// Rows that are in memory at once.
    private static let page = 512

    private let database: Database
    private var writer: ArchiveWriter
    private var definitions: [Int64: WorkflowDefinition?] = [:]

    private init(_ database: Database) {
        self.database = database
        writer = ArchiveWriter(database, ArchiveWriter.Known())
    }

    /// Changes the archive in one transaction, if it is of the earlier format.
    ///
    /// - Parameter onStart: told of the number of sagas; each takes some microseconds.
    static func run(_ database: Database, onStart: (_ sagas: Int) -> Void) throws {
        guard try ArchiveSchema.format(of: database) == ArchiveSchema.earlierVersion else { return }
        onStart(try Int.fetchOne(database, sql: "SELECT count(*) FROM saga_rows") ?? 0)
        try database.inTransaction {
            try database.execute(
                sql: """
                    DROP VIEW attempts;
                    DROP VIEW sagas;
                    ALTER TABLE saga_rows ADD COLUMN places INTEGER REFERENCES texts;
                    """ + ArchiveSchema.searches + ArchiveSchema.views)
            var upgrade = ArchiveUpgrade(database)
            try upgrade.fill()
            return .commit
        }
    }

    private mutating func fill() throws {
        var last = Int64.min
        while true {
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT number, id, definition, nodes, entries FROM saga_rows
                    WHERE number > ? ORDER BY number LIMIT \(Self.page)
                    """,
                arguments: [last])
            guard let newest = rows.last else { return }
            last = newest["number"]
            // What it knows is bounded each time that it begins anew.
            writer = ArchiveWriter(database, writer.known)
            for row in rows { try add(row) }
        }
    }

    /// Adds a saga; one that cannot be read stays as it is, for `journal verify` to find.
    private mutating func add(_ row: Row) throws {
        guard let id = String.fromDatabaseValue(row["id"]).flatMap({ SagaID($0) }),
            id.number == row["number"],
            let blob = Data.fromDatabaseValue(row["entries"]),
            let entries = try? EntriesBlob.entries(Array(blob), of: id),
            let summary = SagaSummary(folding: entries),
            let workflow = try definition(row["definition"])
        else { return }
        try writer.insertWords(of: id, entries)
        let places = summary.acceptance.places(of: workflow)
        let list = try writer.number(of: ArchiveRows.list(places))
        try writer.insertNodes(of: list.databaseValue) { places }
        guard list != row["nodes"] else { return }
        try database.execute(
            sql: "UPDATE saga_rows SET places = ? WHERE number = ?", arguments: [list, id.number])
    }

    private mutating func definition(_ number: Int64) throws -> WorkflowDefinition? {
        if let known = definitions[number] { return known }
        let json = try String.fetchOne(
            database, sql: "SELECT json FROM definitions WHERE number = ?", arguments: [number])
        let workflow = json.flatMap { try? WorkflowDefinition(canonicalJSON: Array($0.utf8)) }
        definitions[number] = .some(workflow)
        return workflow
    }
}
