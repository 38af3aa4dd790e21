internal import Foundation
internal import LMDB
internal import Steps

/// Copies of a journal and its archive that fit each other.
public enum JournalBackup {
    /// Makes a backup of a journal on which an engine may run; blocks.
    ///
    /// The journal is held at one commit, and the archive copied after that: a saga that moves
    /// meanwhile is in both, and the archive's is the one that is kept.
    ///
    /// - Parameters:
    ///   - path: a directory that does not exist.
    ///   - salvages: whether a damaged journal is backed up as far as it is whole. A saga whose
    ///     history may be cut off is parked in the backup, with that reason.
    /// - Returns: what the backup holds.
    /// - Throws: ``JournalError``, `damaged` if the journal is and `salvages` is not set.
    public static func make(
        of directory: String, at path: String, salvages: Bool = false
    ) throws(JournalError) -> BackupManifest {
        try JournalDirectory.check(directory)
        var status = stat()
        guard lstat(path, &status) != 0 else {
            throw JournalError(
                .exists, "\(path) exists; name a directory for the backup that does not")
        }
        let report = try JournalVerifier.report(directory: directory)
        if !report.findings.isEmpty, !salvages { throw refusal(report, directory) }
        return try LMDBFailure.translated {
            try DurableFiles.directory(at: path, purpose: "backup") { place in
                var manifest =
                    report.findings.isEmpty
                    ? try copy(directory, to: place)
                    : try JournalRescue(directory: directory, place: place).run()
                try check(place)
                try seal(place, &manifest)
                return manifest
            }
        }
    }

    private static func copy(_ directory: String, to place: String) throws -> BackupManifest {
        try JournalSnapshot.read(directory: directory) { snapshot in
            var seen = PageSet(pageCount: snapshot.file.pageCount)
            guard let view = snapshot.view else { throw JournalTables.noJournal(directory) }
            let pages = try JournalPages(view, directory: directory, seen: &seen)
            // Not before the journal is held.
            let archived = try SQLiteArchiveReader.open(directory: directory)
                .copy(to: place + "/" + SQLiteArchive.fileName)
            let identity = pages.meta?.value(JournalTables.Meta.identity)
            let epoch = JournalTables.epoch(pages.meta?.value(JournalTables.Meta.epoch))
            var rebuild = try JournalRebuild(in: place, identity: identity, epoch: epoch)
            try transfer(pages, without: archived, to: &rebuild)
            let highest = pages.meta?.value(JournalTables.Meta.highest).map {
                JournalTables.saga(fromKey: $0)
            }
            try rebuild.finish(
                highest: [highest, archived.max()].compactMap(\.self).max(),
                removed: archived.count)
            return BackupManifest(
                createdAt: now, identity: JournalTables.text(ofIdentity: identity ?? []),
                epoch: epoch, entries: rebuild.entries, unfinished: rebuild.sagas,
                finished: archived.count, damages: [], journal: FileSeal(bytes: 0, sha256: ""))
        }
    }

    private static func transfer(
        _ pages: JournalPages, without archived: Set<SagaID>, to rebuild: inout JournalRebuild
    ) throws {
        var result: Result<Void, any Error> = .success(())
        func attempt(_ body: () throws -> Void) -> Bool {
            result = Result(catching: body)
            return (try? result.get()) != nil
        }
        pages.definitions?.scan(from: []) { hash, json in
            attempt {
                guard let name = ContentHash(bytes: hash), name == ContentHash(of: json) else {
                    throw JournalError(.damaged, "a definition was damaged meanwhile")
                }
                try rebuild.define(name, json)
            }
        }
        try result.get()
        pages.records?.scan(from: []) { key, bytes in
            attempt {
                let record = try JournalRecord.decode(bytes, key: key)
                try rebuild.put(record: record.name, record.bytes)
            }
        }
        try result.get()
        pages.scan(after: nil) { saga, stored in
            attempt {
                if !archived.contains(saga) { try rebuild.add(try SagaCheck(stored), stored) }
            }
        }
        try result.get()
    }

    static var now: String { "\(Timestamp(rawValue: Int64(Date().timeIntervalSince1970 * 1_000)))" }

    /// A copy of something damaged would be found only when it is needed.
    private static func check(_ place: String) throws(JournalError) {
        guard let finding = try JournalVerifier.report(directory: place).findings.first else {
            return
        }
        let subject = finding.saga.map { "saga \($0)" } ?? finding.place ?? ""
        throw JournalError(
            .damaged, "the backup is not what the journal is (\(subject): \(finding.what))")
    }

    private static func seal(_ place: String, _ manifest: inout BackupManifest) throws {
        unlink(place + "/lock.mdb")
        try move(JournalDirectory.dataFile, to: BackupManifest.journalFile, in: place)
        manifest.journal = try DurableFiles.seal(place + "/" + BackupManifest.journalFile)
        // Empty, once nothing has the archive open.
        for end in ["-wal", "-shm"] { unlink(place + "/" + SQLiteArchive.fileName + end) }
        if FileManager.default.fileExists(atPath: place + "/" + SQLiteArchive.fileName) {
            try move(SQLiteArchive.fileName, to: BackupManifest.archiveFile, in: place)
            manifest.archive = try DurableFiles.seal(place + "/" + BackupManifest.archiveFile)
        }
        try manifest.write(to: place)
    }

    private static func move(_ name: String, to other: String, in place: String) throws {
        guard rename(place + "/" + name, place + "/" + other) == 0 else {
            throw DurableFiles.failure(.diskFailed, "\(name) cannot be renamed")
        }
    }

    private static func refusal(_ report: JournalReport, _ directory: String) -> JournalError {
        let sagas = report.damaged.sorted().prefix(5).map(\.description)
        let names = sagas.isEmpty ? "" : " (sagas \(sagas.joined(separator: ", "))…)"
        return JournalError(
            .damaged,
            "the journal \(directory) is damaged in \(report.findings.count) places\(names): see "
                + "'sagactl journal verify'; --salvage backs up what is whole")
    }
}
