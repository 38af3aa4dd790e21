import Foundation
import GRDB
import Journal
import Steps
import Testing

struct JournalVerifierTests {
    private let directory: TemporaryDirectory
    private var path: String { directory.path + "/journal" }

    /// A journal with a waiting, an active and an ended saga, and an archive with another.
    init() throws {
        directory = try TemporaryDirectory()
        let journal = try LMDBJournal.open(directory: directory.path + "/journal")
        var ended = History(1)
        var active = History(2)
        _ = try journal.commit(ended.complete())
        _ = try journal.commit([
            active.accept, active.append(.sagaStarted, phase: .active), History(3).accept,
        ])
        var archived = History(4, key: "cl\u{E9}")
        _ = archived.complete()
        let archive = try SQLiteArchive.open(directory: directory.path + "/journal")
        try archive.store([try #require(archived.archived)])
        archive.close()
    }

    private func findings() throws -> [JournalFinding] {
        try JournalVerifier.verify(directory: path)
    }

    @Test("nothing is found where nothing is wrong, with an owner or without")
    func sound() throws {
        #expect(try findings() == [])
        let journal = try LMDBJournal.open(directory: path)
        #expect(try findings() == [])
        withExtendedLifetime(journal) {}
    }

    @Test("no journal is an error, not a finding")
    func notFound() {
        #expect(throws: JournalError.self) {
            try JournalVerifier.verify(directory: directory.path + "/none")
        }
    }

    @Test("a flipped bit, a missing entry, a missing definition are found")
    func entries() throws {
        let saga = History(2)
        let key = ForeignEnvironment.key(saga.id) + [0, 0, 0, 1]
        var bytes = saga.entries[0].bytes
        bytes[40] ^= 1
        try ForeignEnvironment.put(key, bytes, in: "entries", of: path)
        #expect(try findings().map(\.saga) == [saga.id])
        try ForeignEnvironment.remove(key, from: "entries", of: path)
        #expect(try findings().contains { $0.saga == saga.id })
        try ForeignEnvironment.put(key, saga.entries[0].bytes, in: "entries", of: path)
        #expect(try findings() == [])
        try ForeignEnvironment.put(
            History.hash.bytes, Array("{}".utf8), in: "definitions", of: path)
        #expect(
            Set(try findings().map(\.saga)) == [nil, History(1).id, saga.id, History(3).id])
        try ForeignEnvironment.remove(History.hash.bytes, from: "definitions", of: path)
        #expect(Set(try findings().map(\.saga)) == [History(1).id, saga.id, History(3).id])
    }

    @Test("marks and keys that do not fit the history are found")
    func marks() throws {
        let waiting = History(3).id
        let mark = [1] + ForeignEnvironment.key(waiting)
        try ForeignEnvironment.remove(mark, from: "phases", of: path)
        #expect(Set(try findings().map(\.saga)) == [waiting])
        try ForeignEnvironment.put(
            [3] + ForeignEnvironment.key(waiting), [], in: "phases", of: path)
        #expect(Set(try findings().map(\.saga)) == [waiting])
        try ForeignEnvironment.remove(
            [3] + ForeignEnvironment.key(waiting), from: "phases", of: path)
        try ForeignEnvironment.put(mark, ForeignEnvironment.lane, in: "phases", of: path)
        #expect(try findings() == [])
        let key = try ForeignEnvironment.firstKey(of: "keys", in: path)
        try ForeignEnvironment.remove(key, from: "keys", of: path)
        #expect(try findings().map(\.saga) == [History(1).id])
        try ForeignEnvironment.put(key, ForeignEnvironment.key(History(9).id), in: "keys", of: path)
        try ForeignEnvironment.put(
            [1] + ForeignEnvironment.key(History(8).id), [], in: "phases", of: path)
        #expect(
            Set(try findings().map(\.saga))
                == [History(1).id, History(8).id, History(9).id])
        try ForeignEnvironment.put(
            [9, 9], ForeignEnvironment.key(History(9).id), in: "keys", of: path)
        #expect(
            Set(try findings().map(\.saga))
                == [History(1).id, History(8).id, History(9).id])
    }

    @Test("a definition that a saga went by before it was migrated is missed")
    func earlierDefinition() throws {
        do {
            let journal = try LMDBJournal.open(directory: path)
            var migrated = History(6)
            _ = try journal.commit([
                migrated.accept, History.defineLater,
                migrated.append(.definitionMigrated(History.laterHash, renamed: [:], by: "me")),
            ])
        }
        #expect(try findings() == [])
        try ForeignEnvironment.remove(History.laterHash.bytes, from: "definitions", of: path)
        #expect(try findings().map(\.saga) == [History(6).id])
        try ForeignEnvironment.put(
            History.laterHash.bytes, History.laterJSON ?? [], in: "definitions", of: path)
        try ForeignEnvironment.remove(History.hash.bytes, from: "definitions", of: path)
        #expect(try findings().contains { $0.saga == History(6).id })
    }

    @Test(
        "rows of the archive that were edited are found",
        arguments: [
            "UPDATE saga_rows SET status = workflow",
            "UPDATE saga_rows SET last_hash = 'x'",
            "UPDATE saga_rows SET key = 'other'",
            // The same to Swift, and another key to SQLite.
            "UPDATE saga_rows SET key = 'cle\u{301}'",
            "UPDATE saga_rows SET number = number + 1; UPDATE attempt_rows SET saga = saga + 1",
            "UPDATE saga_rows SET attempts = 7",
            "UPDATE saga_rows SET ended_after = ended_after + 1",
            "UPDATE saga_rows SET entries = substr(entries, 1, 50)",
            "UPDATE saga_rows SET entries = x''",
            "UPDATE saga_rows SET entries = x'02' || substr(entries, 2, 40) || x'00'",
            "UPDATE attempt_rows SET outcome = kind",
            "DELETE FROM attempt_rows",
            "DELETE FROM definitions",
        ])
    func rows(sql: String) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(
            path: path + "/archive.sqlite", configuration: configuration)
        try queue.write { try $0.execute(sql: sql) }
        #expect(try findings().map(\.saga) == [History(4).id])
    }

    @Test("a definition of the archive that was edited is found")
    func archivedDefinition() throws {
        try DatabaseQueue(path: path + "/archive.sqlite").write { database in
            try database.execute(sql: "UPDATE definitions SET json = '{}'")
        }
        #expect(try findings().map(\.saga) == [nil, History(4).id])
    }

    @Test("an archive that is no SQLite file is a finding")
    func noDatabase() throws {
        try Data(repeating: 7, count: 5_000).write(to: URL(filePath: path + "/archive.sqlite"))
        #expect(try findings().count == 1)
    }
}
