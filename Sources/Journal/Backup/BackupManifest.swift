internal import Crypto
internal import Foundation

/// What a backup holds, so that a restore can tell whether it is whole.
public struct BackupManifest: Codable, Hashable, Sendable {
    /// The version of the backup's form.
    public var format = 1
    /// When it was made.
    public var createdAt: String
    /// Of the journal.
    public var identity: String
    /// Of the journal; a restored one has the next.
    public var epoch: Int
    /// Entries of unfinished sagas.
    public var entries: Int
    /// Unfinished sagas.
    public var unfinished: Int
    /// Finished sagas.
    public var finished: Int
    /// What was damaged in the journal and is not as it was; empty unless that was allowed.
    public var damages: [String]
    /// Unfinished sagas.
    public var journal: FileSeal
    /// Finished sagas; `nil` if there were none.
    public var archive: FileSeal?

    static let fileName = "manifest.json"
    /// Not the names that they have in a journal: nobody shall run an engine on a backup.
    static let journalFile = "journal.backup"
    static let archiveFile = "archive.backup"

    private struct Sealed: Codable {
        var manifest: BackupManifest
        var sha256: String
    }

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return encoder
    }

    private var hash: String {
        get throws {
            SHA256.hash(data: try Self.encoder.encode(self))
                .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
    }

    func write(to directory: String) throws {
        let sealed = Sealed(manifest: self, sha256: try hash)
        try DurableFiles.write(
            Array(try Self.encoder.encode(sealed)) + [UInt8(ascii: "\n")],
            to: directory + "/" + Self.fileName)
    }

    /// Reads the manifest of a backup.
    ///
    /// - Throws: ``JournalError``, `notFound` if there is no backup.
    public static func read(from directory: String) throws(JournalError) -> BackupManifest {
        let path = directory + "/" + fileName
        guard let data = FileManager.default.contents(atPath: path) else {
            throw JournalError(
                .notFound,
                "there is no backup in \(directory) (no \(fileName)); 'sagactl journal backup' "
                    + "makes one")
        }
        guard let sealed = try? JSONDecoder().decode(Sealed.self, from: data),
            (try? sealed.manifest.hash) == sealed.sha256
        else {
            throw JournalError(
                .damaged, "\(path) is not what was written; take another backup")
        }
        guard sealed.manifest.format == 1 else {
            throw JournalError(
                .unknownFormat,
                "the backup \(directory) has format \(sealed.manifest.format), and this program "
                    + "knows 1; use the version that wrote it")
        }
        return sealed.manifest
    }
}
