import Foundation
import Journal
import Testing

struct JournalFormatTests {
    private let directory: TemporaryDirectory
    private var path: String { directory.path + "/journal" }

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func code(_ path: String) -> JournalError.Code? {
        #expect(throws: JournalError.self) { try LMDBJournal.open(directory: path) }?.code
    }

    @Test("an environment without a journal's tables is refused")
    func foreignEnvironment() throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700])
        try ForeignEnvironment.make(in: path)
        #expect(code(path) == .unknownFormat)
    }

    @Test("a journal of the first format is refused, and told its format")
    func firstFormat() throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700])
        try ForeignEnvironment.makeFirstFormat(in: path)
        let error = #expect(throws: JournalError.self) { try LMDBJournal.open(directory: path) }
        #expect(error?.code == .unknownFormat)
        #expect(error?.message.contains("has format 1, and this program knows 2") == true)
    }

    @Test("a journal of a newer format is refused, by owners and readers")
    func newerFormat() throws {
        _ = try LMDBJournal.open(directory: path).information()
        try ForeignEnvironment.raiseVersion(in: path)
        #expect(code(path) == .unknownFormat)
        let error = #expect(throws: JournalError.self) {
            try LMDBJournalReader.open(directory: path)
        }
        #expect(error?.code == .unknownFormat)
    }
}
