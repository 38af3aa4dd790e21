internal import Foundation
internal import LMDB

/// The directory that a journal lives in: private, whole from the moment it has its name.
enum JournalDirectory {
    static let dataFile = "data.mdb"

    /// Makes the directory if there is none, and refuses one that cannot be trusted.
    static func prepare(_ path: String, capacity: Int) throws(JournalError) {
        var status = stat()
        if stat(path, &status) != 0 {
            guard errno == ENOENT else {
                throw DurableFiles.failure(.notPermitted, "the journal \(path) cannot be used")
            }
            return try make(path, capacity: capacity)
        }
        try check(path, status)
        guard !FileManager.default.fileExists(atPath: path + "/" + dataFile) else { return }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        guard names.isEmpty else {
            throw JournalError(
                .unknownFormat,
                "\(path) holds other files and no journal; name an empty or a new directory")
        }
        try make(path, capacity: capacity)
    }

    /// One name for all spellings of a path.
    static func canonical(_ path: String) -> String {
        URL(filePath: path).resolvingSymlinksInPath().path
    }

    /// Refuses what is no private directory of this user.
    static func check(_ path: String) throws(JournalError) {
        var status = stat()
        guard stat(path, &status) == 0,
            FileManager.default.fileExists(atPath: path + "/" + dataFile)
                || status.st_mode & S_IFMT != S_IFDIR
        else {
            throw JournalError(
                .notFound,
                "there is no journal in \(path); 'sagactl submit' makes one, and "
                    + "--journal names another")
        }
        try check(path, status)
    }

    private static func check(_ path: String, _ status: stat) throws(JournalError) {
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw JournalError(.unknownFormat, "\(path) is no directory, so it is no journal")
        }
        guard status.st_uid == geteuid() else {
            throw JournalError(
                .notPermitted, "the journal \(path) belongs to another user (uid \(status.st_uid))")
        }
        guard status.st_mode & 0o022 == 0 else {
            throw JournalError(
                .notPermitted,
                "the journal \(path) can be written by others; mend it with: chmod 700 \(path)")
        }
    }

    /// Makes the journal beside its place, syncs it, and moves it there: it is whole or absent.
    private static func make(_ path: String, capacity: Int) throws(JournalError) {
        let url = URL(filePath: path)
        let parent = url.deletingLastPathComponent().path
        let temporary = "\(parent)/.\(url.lastPathComponent).\(getpid()).new"
        try makeParent(parent)
        try? FileManager.default.removeItem(atPath: temporary)
        guard mkdir(temporary, 0o700) == 0 else {
            throw DurableFiles.failure(.notPermitted, "the journal cannot be made in \(parent)")
        }
        // Gone after the renaming, and of no use if it is still there.
        defer { try? FileManager.default.removeItem(atPath: temporary) }
        try JournalTables.create(in: temporary, capacity: capacity)
        // A lock file of the temporary place would name it for ever.
        unlink(temporary + "/lock.mdb")
        try DurableFiles.sync(temporary + "/" + dataFile)
        try DurableFiles.sync(temporary)
        Failpoint.hit("journal.beforeRename")
        // Takes the place of an empty directory.
        guard rename(temporary, path) == 0 else {
            // Another process made it at the same moment.
            if errno == ENOTEMPTY || errno == EEXIST { return try check(path) }
            throw DurableFiles.failure(.notPermitted, "the journal cannot be moved to \(path)")
        }
        Failpoint.hit("journal.afterRename")
        try DurableFiles.sync(parent)
    }

    /// Makes the directories above a journal, and syncs the name of each that is new: a journal is
    /// as durable as the way to it.
    private static func makeParent(_ path: String) throws(JournalError) {
        var unsynced: [String] = []
        var place = URL(filePath: path)
        while !FileManager.default.fileExists(atPath: place.path), place.path != "/" {
            place = place.deletingLastPathComponent()
            unsynced.append(place.path)
        }
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw JournalError(.notPermitted, "the directory \(path) cannot be made: \(error)")
        }
        for directory in unsynced { try DurableFiles.sync(directory) }
    }

    /// Bytes free for this user on the disk of a directory; `nil` if that cannot be told.
    static func freeBytes(_ path: String) -> Int? {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        return Int(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
    }
}
