import Foundation
import Journal
import Steps
import Testing

struct LMDBJournalTests {
    private let directory: TemporaryDirectory
    private var path: String { directory.path + "/journal" }

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    private func code(_ path: String) -> JournalError.Code? {
        #expect(throws: JournalError.self) { try LMDBJournal.open(directory: path) }?.code
    }

    @Test("a journal is made private and whole, with nothing left beside it")
    func creation() throws {
        let journal = try LMDBJournal.open(directory: path)
        _ = try journal.commit([History(1).accept])
        #expect(try mode(path) == 0o700)
        for file in try FileManager.default.contentsOfDirectory(atPath: path) {
            #expect(try mode(path + "/" + file) == 0o600)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["journal"])
        #expect(try journal.information().formatVersion == 2)
        #expect(try journal.information().identity.count == 16)
    }

    @Test("an empty directory becomes a journal")
    func emptyDirectory() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        _ = try LMDBJournal.open(directory: path).information()
        #expect(try mode(path) == 0o700)
    }

    @Test("what was committed is there after reopening")
    func reopened() throws {
        var history = History(1)
        let journal = try LMDBJournal.open(directory: path)
        _ = try journal.commit(history.complete())
        let identity = try journal.information().identity
        journal.close()
        let error = #expect(throws: JournalError.self) { try journal.commit([]) }
        #expect(error?.code == .closed)
        let again = try LMDBJournal.open(directory: path)
        #expect(try again.entries(of: history.id) == history.entries)
        #expect(try again.highestSagaID() == history.id)
        #expect(try again.information().identity == identity)
        // Writing to a journal that was found, and not made, is another path.
        _ = try again.commit([history.remove, History(2).accept])
        #expect(try again.count(of: .waiting) == 1)
    }

    @Test("the highest id is the highest, whatever order they come in")
    func highest() throws {
        let journal = try LMDBJournal.open(directory: path)
        _ = try journal.commit([History(5).accept])
        _ = try journal.commit([History(3).accept])
        #expect(try journal.highestSagaID() == History(5).id)
    }

    @Test("a reader pages through a phase from its newest saga on, and through no other phase")
    func newest() throws {
        let journal = try LMDBJournal.open(directory: path)
        var started = History(3)
        _ = try journal.commit(
            (1...4).map { History($0).accept } + [started.append(.sagaStarted, phase: .active)])
        let reader = try LMDBJournalReader.open(directory: path)
        let first = try reader.newestSagas(in: .waiting, before: nil, limit: 2)
        #expect(first == [History(4).id, History(2).id])
        #expect(
            try reader.newestSagas(in: .waiting, before: first.last, limit: 2) == [History(1).id])
        #expect(try reader.newestSagas(in: .active, before: nil, limit: 9) == [started.id])
        #expect(try reader.newestSagas(in: .ended, before: nil, limit: 9) == [])
    }

    @Test("a second owner is refused with the first one's process id")
    func owner() throws {
        let journal = try LMDBJournal.open(directory: path)
        for spelling in [path, directory.path + "/./journal/"] {
            let error = #expect(throws: JournalError.self) {
                try LMDBJournal.open(directory: spelling)
            }
            #expect(error?.code == .inUse)
            #expect(error?.message.contains("process \(getpid())") == true)
        }
        withExtendedLifetime(journal) {}
    }

    @Test("a journal that is let go can be opened again")
    func letGo() throws {
        do {
            _ = try LMDBJournal.open(directory: path).commit([History(1).accept])
        }
        #expect(try LMDBJournal.open(directory: path).count(of: .waiting) == 1)
    }

    @Test("what is no journal, or not ours alone, is refused and left as it is")
    func refused() throws {
        let manager = FileManager.default
        let file = directory.path + "/file"
        try Data("x".utf8).write(to: URL(filePath: file))
        #expect(code(file) == .unknownFormat)
        let other = directory.path + "/other"
        try manager.createDirectory(
            atPath: other, withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700])
        try Data("x".utf8).write(to: URL(filePath: other + "/notes.txt"))
        #expect(code(other) == .unknownFormat)
        #expect(try manager.contentsOfDirectory(atPath: other) == ["notes.txt"])
        try Data(repeating: 7, count: 9_000).write(to: URL(filePath: other + "/data.mdb"))
        #expect(code(other) == .unknownFormat)

        _ = try LMDBJournal.open(directory: path).information()
        for mode in [0o770, 0o702] {
            try manager.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
            #expect(code(path) == .notPermitted)
        }
    }

    @Test("another user's directory is refused", .enabled(if: getuid() == 0))
    func foreignOwner() throws {
        _ = try LMDBJournal.open(directory: path).information()
        #expect(chown(path, 12_345, 12_345) == 0)
        #expect(code(path) == .notPermitted)
    }

    @Test("a reader in the owner's process shares its environment; without an owner it has its own")
    func readers() throws {
        let notThere = #expect(throws: JournalError.self) {
            try LMDBJournalReader.open(directory: path)
        }
        #expect(notThere?.code == .notFound)
        do {
            let journal = try LMDBJournal.open(directory: path)
            let reader = try LMDBJournalReader.open(directory: directory.path + "/./journal")
            _ = try journal.commit([History(1).accept])
            #expect(try reader.count(of: .waiting) == 1)
            journal.close()
            #expect(try reader.count(of: .waiting) == 1)
        }
        let reader = try LMDBJournalReader.open(directory: path)
        #expect(try reader.entries(of: History(1).id) == History(1).entries)
        #expect(try reader.information().capacityBytes >= 1 << 30)
    }

    @Test("a full journal refuses sagas, keeps outcomes, and takes sagas again once emptied")
    func full() throws {
        let journal = try LMDBJournal.open(
            directory: path, configuration: JournalConfiguration(capacityBytes: 1 << 20))
        var accepted: [History] = []
        var refusal: JournalError?
        while refusal == nil, accepted.count < 100_000 {
            let batch = (0..<50).map { History(UInt64(accepted.count + $0 + 1)) }
            refusal = journal.admission()
            guard refusal == nil else { break }
            do throws(JournalError) {
                _ = try journal.commit(batch.map(\.accept))
                accepted += batch
            } catch {
                refusal = error
                #expect(try journal.entries(of: batch[0].id).isEmpty)
            }
        }
        #expect(refusal?.code == .full)
        #expect(accepted.count > 500)
        let one = #expect(throws: JournalError.self) {
            try journal.commit((1...99).map { History(200_000 + $0).accept })
        }
        #expect(one?.code == .full)
        // The reserve is for these.
        for index in 0..<50 {
            let start = accepted[index].append(.sagaStarted, phase: .active)
            _ = try journal.commit([start])
        }
        for start in stride(from: 0, to: accepted.count, by: 50) {
            _ = try journal.commit(accepted[start..<start + 50].map(\.remove))
        }
        #expect(journal.admission() == nil)
        #expect(try journal.commit([History(300_000).accept]).isEmpty)
        #expect(try journal.information().entries == 1)
    }

    @Test("a disk that is nearly full takes no sagas")
    func fullDisk() throws {
        let journal = try LMDBJournal.open(
            directory: path, configuration: JournalConfiguration(freeDiskBytes: .max))
        #expect(journal.admission()?.code == .full)
    }
}
