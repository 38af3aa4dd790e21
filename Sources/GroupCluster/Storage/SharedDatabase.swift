import Foundation
import GRDB

/// Opens a database file that other processes may open, write and close at the same time.
enum SharedDatabase {
    /// How long a lock of another process is waited for, in seconds.
    ///
    /// Far longer than a transaction takes: only on a process that was stopped inside of one is
    /// given up.
    static let longestWait = 5.0
    /// How long until a lock is asked for again, in seconds.
    ///
    /// SQLite's own steps grow to 100 ms, in which a busy replica takes the lock many times over
    /// and keeps a quieter one waiting.
    static let retryInterval = 0.001

    /// Opens the file, creates it where it is missing, and sets it up.
    static func open(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .callback { tries in
            Thread.sleep(forTimeInterval: retryInterval)
            return Double(tries) * retryInterval < longestWait
        }
        configuration.prepareDatabase { db in
            // A node's rows have to outlive its process, not a power cut: what was written
            // survives a SIGKILL in the kernel's page cache, without any fsync.
            try db.execute(sql: "PRAGMA synchronous = OFF")
        }
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.inDatabase(setUpLog)
        return queue
    }

    /// Makes the file write ahead, so that a process killed in a transaction leaves nothing that
    /// the others would have to wait for or roll back.
    ///
    /// Two processes that do it to a new file at once both hold the lock that the other one
    /// needs; SQLite fails one of them without having waited.
    private static func setUpLog(of db: Database) throws {
        var tries = 0.0
        while true {
            do {
                // Outside of any transaction; an in-memory database stays as it is.
                _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL")
                return
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
                tries += 1
                guard tries * retryInterval < longestWait else { throw error }
                Thread.sleep(forTimeInterval: retryInterval)
            }
        }
    }
}
