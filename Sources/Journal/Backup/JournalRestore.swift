internal import Foundation
internal import LMDB

/// The way back from a backup to a journal.
public enum JournalRestore {
    /// What a restore made.
    public struct Result: Sendable {
        /// What the backup holds.
        public let manifest: BackupManifest
        /// The epoch of the new journal.
        public let epoch: Int
    }

    /// Makes a journal of a backup; blocks.
    ///
    /// The backup is read to its end and checked first, and the journal is whole from the moment
    /// that it has its name.
    ///
    /// - Parameters:
    ///   - backup: the directory that ``JournalBackup`` made.
    ///   - path: a directory that is empty, or does not exist.
    /// - Throws: ``JournalError``, `damaged` if the backup is not what was written.
    public static func run(
        from backup: String, to path: String
    ) throws(JournalError) -> Result {
        let manifest = try BackupManifest.read(from: backup)
        try checkTarget(path)
        return try LMDBFailure.translated {
            try DurableFiles.directory(at: path, purpose: "restore") { place in
                try take(
                    BackupManifest.journalFile, of: backup, manifest.journal,
                    to: place + "/" + JournalDirectory.dataFile)
                if let archive = manifest.archive {
                    try take(
                        BackupManifest.archiveFile, of: backup, archive,
                        to: place + "/" + SQLiteArchive.fileName)
                }
                try check(place, manifest, backup)
                try setEpoch(manifest.epoch + 1, in: place)
                unlink(place + "/lock.mdb")
                return Result(manifest: manifest, epoch: manifest.epoch + 1)
            }
        }
    }

    private static func checkTarget(_ path: String) throws(JournalError) {
        let parent = URL(filePath: path).deletingLastPathComponent().path
        do {
            try FileManager.default.createDirectory(
                atPath: parent, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw JournalError(.notPermitted, "the directory \(parent) cannot be made: \(error)")
        }
        guard FileManager.default.fileExists(atPath: path) else { return }
        guard !FileManager.default.fileExists(atPath: path + "/" + JournalDirectory.dataFile)
        else {
            // Says who owns it, if somebody does.
            _ = try OwnerLock(directory: path)
            throw JournalError(
                .exists,
                "there is a journal in \(path): move it away (keep it until you know that you do "
                    + "not need it), or name another directory with --journal")
        }
        let names = try? FileManager.default.contentsOfDirectory(atPath: path)
        guard let names, names.isEmpty else {
            throw JournalError(
                .exists, "\(path) holds other files; name an empty or a new directory")
        }
    }

    private static func take(
        _ name: String, of backup: String, _ seal: FileSeal, to target: String
    ) throws {
        let source = backup + "/" + name
        guard FileManager.default.fileExists(atPath: source) else {
            throw JournalError(
                .damaged, "the backup \(backup) lacks \(name); use another backup")
        }
        guard try DurableFiles.seal(source, copyingTo: target) == seal else {
            throw JournalError(
                .damaged, "\(source) is not what was written; use another backup")
        }
    }

    /// The files are what was written: they must also be what they say.
    private static func check(
        _ place: String, _ manifest: BackupManifest, _ backup: String
    ) throws(JournalError) {
        let report = try JournalVerifier.report(directory: place)
        guard report.findings.isEmpty, report.entries == manifest.entries,
            report.sagas == manifest.unfinished, report.archived == manifest.finished
        else {
            let what = report.findings.first?.what ?? "it holds other sagas than it says"
            throw JournalError(.damaged, "the backup \(backup) is damaged: \(what)")
        }
    }

    private static func setEpoch(_ epoch: Int, in place: String) throws {
        let environment = try Environment(
            directory: place,
            options: .init(
                mapSize: JournalConfiguration().capacityBytes,
                maxTables: JournalTables.names.count))
        try environment.write { transaction in
            try transaction.put(
                JournalTables.Meta.epoch, BigEndian.bytes(UInt64(epoch)),
                in: try transaction.table("meta"))
        }
    }
}
