import Foundation
import Journal
import SagaTesting
import Steps
import Testing

struct JournalBackupTests {
    private let sound: SoundJournal
    private let directory: TemporaryDirectory
    private let path: String
    private var backup: String { directory.path + "/backup" }
    private var restored: String { directory.path + "/restored" }

    init() throws {
        sound = try #require(SoundJournal.made)
        directory = try TemporaryDirectory()
        path = try sound.lay(in: directory)
    }

    private func names(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    @Test("what is restored is what was backed up, in the next epoch")
    func roundTrip() throws {
        let manifest = try JournalBackup.make(of: path, at: backup)
        #expect(manifest.unfinished == 24 * 5 && manifest.finished == 24)
        #expect(try names(backup) == ["archive.backup", "journal.backup", "manifest.json"])
        #expect(try mode(backup) == 0o700)
        for name in try names(backup) { #expect(try mode(backup + "/" + name) == 0o600) }
        for epoch in 2...3 {
            let place = restored + "\(epoch)"
            let source = epoch == 2 ? backup : backup + "2"
            let result = try JournalRestore.run(from: source, to: place)
            #expect(result.epoch == epoch)
            let salvage = try JournalSalvage(directory: place)
            #expect(salvage.report.findings == [])
            #expect(try SoundJournal.histories(salvage) == sound.histories)
            #expect(try SoundJournal.contents(place) == sound.contents)
            let before = try LMDBJournalReader.open(directory: path).information()
            let after = try LMDBJournalReader.open(directory: place).information()
            #expect(after.identity == before.identity)
            #expect(before.epoch == 1 && after.epoch == epoch)
            _ = try JournalBackup.make(of: place, at: backup + "\(epoch)")
        }
        #expect(try names(directory.path).allSatisfy { !$0.hasPrefix(".") })
    }

    @Test("sagas that the archive took over meanwhile are in one of both")
    func moving() throws {
        let journal = try LMDBJournal.open(directory: path)
        let archive = try SQLiteArchive.open(directory: path)
        var ended = History(1)
        _ = ended.complete()
        // Archived, and not removed from the journal yet.
        try archive.store([try #require(ended.archived)])
        archive.close()
        let manifest = try JournalBackup.make(of: path, at: backup)
        withExtendedLifetime(journal) {}
        #expect(manifest.unfinished == 24 * 5 - 1 && manifest.finished == 25)
        _ = try JournalRestore.run(from: backup, to: restored)
        let salvage = try JournalSalvage(directory: restored)
        #expect(salvage.report.findings == [])
        #expect(try SoundJournal.histories(salvage) == sound.histories)
        // Its key is still known.
        let reader = try SQLiteArchiveReader.open(directory: restored)
        #expect(try reader.saga(job: ended.job, key: ended.key) == ended.id)
    }

    @Test("nothing is written over")
    func existing() throws {
        _ = try JournalBackup.make(of: path, at: backup)
        let again = #expect(throws: JournalError.self) {
            try JournalBackup.make(of: path, at: backup)
        }
        #expect(again?.code == .exists)
        let over = #expect(throws: JournalError.self) {
            try JournalRestore.run(from: backup, to: path)
        }
        #expect(over?.code == .exists)
        let journal = try LMDBJournal.open(directory: path)
        let owned = #expect(throws: JournalError.self) {
            try JournalRestore.run(from: backup, to: path)
        }
        withExtendedLifetime(journal) {}
        #expect(owned?.code == .inUse)
        let other = #expect(throws: JournalError.self) {
            try JournalRestore.run(from: backup, to: directory.path)
        }
        #expect(other?.code == .exists)
        let none = #expect(throws: JournalError.self) {
            try JournalRestore.run(from: path, to: restored)
        }
        #expect(none?.code == .notFound)
        // A backup is no journal that an engine could run on.
        #expect(throws: JournalError.self) { try LMDBJournal.open(directory: backup) }
    }

    @Test("a backup that was damaged is not restored", arguments: 0..<60)
    func damaged(seed: UInt64) throws {
        _ = try JournalBackup.make(of: path, at: backup)
        var generator = SeededGenerator(seed: seed)
        let name = try names(backup)[Int(seed % 3)]
        let url = URL(filePath: backup + "/" + name)
        var data = Array(try Data(contentsOf: url))
        switch seed / 3 % 3 {
        case 0:
            data[Int.random(in: 0..<data.count, using: &generator)] ^=
                1 << UInt8.random(in: 0..<8, using: &generator)
        case 1: data.removeLast(Int.random(in: 1...data.count, using: &generator))
        default: data = []
        }
        try Data(data).write(to: url)
        let error = #expect(throws: JournalError.self) {
            try JournalRestore.run(from: backup, to: restored)
        }
        #expect(error?.code == .damaged)
        #expect(!FileManager.default.fileExists(atPath: restored))
        #expect(try names(directory.path) == ["backup", "journal"])
    }

    @Test("a damaged journal is backed up only if that is allowed", arguments: Damage.allCases)
    func salvaged(damage: Damage) throws {
        var generator = SeededGenerator(seed: 3)
        var data = sound.data
        var report = JournalReport?.none
        let place = directory.path + "/damaged"
        repeat {
            data = damage.applied(to: sound, &generator)
            try? FileManager.default.removeItem(atPath: place)
            try FileManager.default.copyItem(atPath: path, toPath: place)
            try Data(data).write(to: URL(filePath: place + "/data.mdb"))
            report = try? JournalVerifier.report(directory: place)
        } while report?.findings.isEmpty ?? true
        let refused = #expect(throws: JournalError.self) {
            try JournalBackup.make(of: place, at: backup)
        }
        #expect(refused?.code == .damaged)
        let manifest = try JournalBackup.make(of: place, at: backup, salvages: true)
        #expect(!manifest.damages.isEmpty)
        _ = try JournalRestore.run(from: backup, to: restored)
        let salvage = try JournalSalvage(directory: restored)
        #expect(salvage.report.findings == [])
        var parked = 0
        for (saga, entries) in try SoundJournal.histories(salvage) {
            guard entries != sound.histories[saga] else { continue }
            // What may be cut off waits for an operator.
            #expect(try #require(sound.histories[saga]).starts(with: entries.dropLast()))
            let last = try EntryCodec.decode(try #require(entries.last).bytes).entry.fact
            guard case .sagaParked = last else {
                Issue.record("saga \(saga) ends with \(last)")
                continue
            }
            parked += 1
        }
        print("\(damage): \(manifest.unfinished) + \(manifest.finished) kept, \(parked) parked")
    }

    @Test("a directory that cannot be written leaves nothing behind")
    func unwritable() throws {
        let error = #expect(throws: JournalError.self) {
            try JournalBackup.make(of: path, at: directory.path + "/none/backup")
        }
        #expect(error?.code == .notPermitted)
        #expect(try names(directory.path) == ["journal"])
    }
}
