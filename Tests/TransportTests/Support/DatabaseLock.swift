import Foundation

/// Looks at the locks on a database in write-ahead mode from outside of SQLite.
enum DatabaseLock {
    /// Where the locks are in the shared-memory file: one byte for the writer, one for
    /// checkpoints, one for recovery, and five for readers.
    ///
    /// Source: SQLite, `os_unix.c` (`UNIX_SHM_BASE`) and `wal.c` (`WAL_WRITE_LOCK`).
    private static let bytes = 120..<128

    /// Whether the process holds a lock that others have to wait for.
    static func isHeld(by process: pid_t, database: String) throws -> Bool {
        let file = try FileHandle(forReadingFrom: URL(filePath: database + "-shm"))
        defer { try? file.close() }
        return bytes.contains { byte in
            var lock = flock()
            // Asking for a shared lock: only an exclusive one is in its way.
            lock.l_type = Int16(F_RDLCK)
            lock.l_whence = Int16(SEEK_SET)
            lock.l_start = off_t(byte)
            lock.l_len = 1
            guard fcntl(file.fileDescriptor, F_GETLK, &lock) == 0 else { return false }
            return lock.l_type != Int16(F_UNLCK) && lock.l_pid == process
        }
    }
}
