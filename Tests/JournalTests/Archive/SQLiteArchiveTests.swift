import Foundation
import GRDB
import Steps
import Testing

@testable import Journal

struct SQLiteArchiveTests {
    private let directory: TemporaryDirectory
    private var file: String { directory.path + "/archive.sqlite" }

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func stored() throws -> (archive: SQLiteArchive, history: History) {
        var history = History(1)
        _ = history.complete()
        let archive = try SQLiteArchive.open(directory: directory.path)
        try archive.store([try #require(history.archived)])
        return (archive, history)
    }

    @Test("the file and those beside it are private")
    func modes() throws {
        let (archive, _) = try stored()
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
        #expect(names.sorted() == ["archive.sqlite", "archive.sqlite-shm", "archive.sqlite-wal"])
        for name in names {
            let attributes = try FileManager.default.attributesOfItem(
                atPath: directory.path + "/" + name)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
        withExtendedLifetime(archive) {}
    }

    @Test("people can ask it with plain SQL")
    func plainSQL() throws {
        let (archive, history) = try stored()
        archive.close()
        let row = try #require(
            try DatabaseQueue(path: file).read { database in
                try Row.fetchOne(
                    database,
                    sql: """
                        SELECT sagas.*, step, node, attempts.kind, outcome,
                            attempts.status AS code, json_extract(inputs, '$.size') AS size,
                            json_extract(inputs, '$.tags[0]') AS tag
                        FROM sagas JOIN attempts USING (number)
                        """)
            })
        #expect(row["id"] == history.id.description)
        #expect(row["status"] == "completed")
        #expect(row["nodes"] == #"["node01","node02"]"#)
        #expect(row["size"] == -3)
        #expect(row["tag"] == "a\"b")
        #expect(row["step"] == "create")
        #expect(row["node"] == "node01")
        #expect(row["kind"] == "action")
        #expect(row["outcome"] == "succeeded")
        #expect(row["code"] == 201)
        #expect(row["accepted_at"] == 1_700_000_000_000)
        #expect(row["started_at"] == 1_700_000_000_001)
    }

    @Test("readers see what is stored, and an archive that is not there is empty")
    func readers() throws {
        let none = try SQLiteArchiveReader.open(directory: directory.path)
        #expect(try none.sagas(matching: SagaFilter(), before: nil, limit: 1).isEmpty)
        #expect(try none.saga(job: "job", key: "key-1") == nil)
        let (archive, history) = try stored()
        let reader = try SQLiteArchiveReader.open(directory: directory.path)
        #expect(try reader.entries(of: history.id) == history.entries)
        archive.close()
        let later = try SQLiteArchiveReader.open(directory: directory.path)
        #expect(try later.saga(job: "job", key: "key-1") == history.id)
    }

    @Test("what was stored is there after reopening")
    func reopened() throws {
        let (archive, history) = try stored()
        archive.close()
        let again = try SQLiteArchive.open(directory: directory.path)
        #expect(try again.entries(of: history.id) == history.entries)
        try again.store([try #require(history.archived)])
    }

    @Test("a row that is not where it belongs ends a list, instead of leading it round")
    func misplaced() throws {
        let (archive, _) = try stored()
        archive.close()
        let other = SagaID(microseconds: 9, random: 9).description
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        try DatabaseQueue(path: file, configuration: configuration).write {
            try $0.execute(sql: "UPDATE saga_rows SET id = ?", arguments: [other])
        }
        let reader = try SQLiteArchiveReader.open(directory: directory.path)
        let error = #expect(throws: JournalError.self) {
            try reader.sagas(matching: SagaFilter(), before: nil, limit: 9)
        }
        #expect(error?.code == .damaged)
    }

    @Test("a journal that is older than its archive gives none of its ids again")
    func olderJournal() throws {
        let path = directory.path + "/journal"
        let journal = try LMDBJournal.open(directory: path)
        var older = History(1)
        _ = try journal.commit(older.complete())
        try SQLiteArchive.open(directory: path, of: journal).close()
        #expect(try journal.highestSagaID() == older.id)
        var newer = History(5)
        _ = newer.complete()
        let archive = try SQLiteArchive.open(directory: path)
        try archive.store([try #require(newer.archived)])
        archive.close()
        try SQLiteArchive.open(directory: path, of: journal).close()
        #expect(try journal.highestSagaID() == newer.id)
        // What the journal knows beyond that stays.
        _ = try journal.commit([History(9).accept])
        try SQLiteArchive.open(directory: path, of: journal).close()
        #expect(try journal.highestSagaID() == History(9).id)
    }

    @Test("a newer format and a file that is no archive are refused")
    func unknownFormat() throws {
        let (archive, _) = try stored()
        archive.close()
        try DatabaseQueue(path: file).write { try $0.execute(sql: "PRAGMA user_version = 4") }
        for open in Self.openers {
            let error = #expect(throws: JournalError.self) { try open(directory.path) }
            #expect(error?.code == .unknownFormat)
        }
        for name in try FileManager.default.contentsOfDirectory(atPath: directory.path) {
            try FileManager.default.removeItem(atPath: directory.path + "/" + name)
        }
        try Data(repeating: 7, count: 5_000).write(to: URL(filePath: file))
        for open in Self.openers {
            let error = #expect(throws: JournalError.self) { try open(directory.path) }
            #expect(error?.code == .unknownFormat)
        }
    }

    private static let openers: [@Sendable (String) throws -> Void] = [
        { _ = try SQLiteArchive.open(directory: $0) },
        { _ = try SQLiteArchiveReader.open(directory: $0) },
    ]
}
