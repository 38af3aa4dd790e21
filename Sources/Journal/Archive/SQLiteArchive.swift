internal import Foundation
internal import GRDB
public import Steps
internal import Synchronization

/// Finished sagas in a SQLite file beside the journal.
///
/// One connection writes and checkpoints (SQLite before 3.51.3 can lose a write-ahead log that
/// several reset); readers have connections of their own.
public final class SQLiteArchive: Archive {
    /// The name of the file in the journal's directory.
    public static let fileName = "archive.sqlite"

    private let pool: DatabasePool
    private let reader: SQLiteArchiveReader
    private let known = Mutex(ArchiveWriter.Known())

    private init(pool: DatabasePool) {
        self.pool = pool
        reader = SQLiteArchiveReader(reader: pool)
    }

    /// Opens the archive of a journal's directory, or makes it; blocks.
    ///
    /// - Parameter onUpgrade: told of the number of sagas before an archive of an earlier version is
    ///   brought to the present one, which takes a minute for millions.
    /// - Throws: ``JournalError`` if what is there is no archive, or a newer one.
    public static func open(
        directory: String, onUpgrade: (_ sagas: Int) -> Void = { _ in }
    ) throws(JournalError) -> SQLiteArchive {
        let path = directory + "/" + fileName
        return try ArchiveFailure.translated {
            // SQLite gives its side files the mode of the main one.
            if !FileManager.default.fileExists(atPath: path) {
                let isMade = FileManager.default.createFile(
                    atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
                guard isMade else {
                    throw JournalError(.notPermitted, "the archive \(path) cannot be made")
                }
            }
            var configuration = Configuration()
            configuration.busyMode = .timeout(10)
            configuration.foreignKeysEnabled = false
            configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            let pool = try DatabasePool(path: path, configuration: configuration)
            try pool.writeWithoutTransaction { database in
                // After a failed sync SQLite can say that it writes ahead, and not do it; its other
                // way would lose a commit whose rollback file comes back after a loss of power.
                guard try String.fetchOne(database, sql: "PRAGMA journal_mode") == "wal" else {
                    throw JournalError(
                        .diskFailed, "the archive \(path) cannot be set up; mend its disk")
                }
                // The pool relaxes this for write-ahead logs; here a commit has to be durable.
                try database.execute(sql: "PRAGMA synchronous = FULL")
                if try !ArchiveSchema.isThere(database) {
                    Failpoint.hit("archive.beforeSchema")
                    try database.inTransaction {
                        try database.execute(sql: ArchiveSchema.sql)
                        return .commit
                    }
                }
                try ArchiveSchema.check(database, path: path)
                try ArchiveUpgrade.run(database, onStart: onUpgrade)
            }
            Failpoint.hit("archive.opened")
            return SQLiteArchive(pool: pool)
        }
    }

    /// Closes the file.
    public func close() {
        // Fails only while a call is under way; the process ends next, and nothing is lost by it.
        try? pool.close()
    }

    /// Stores sagas in one transaction that is durable on return.
    public func store(_ sagas: [ArchivedSaga]) throws(JournalError) {
        let known = known.withLock { $0 }
        let nowKnown = try ArchiveFailure.translated {
            try pool.write { database in
                var writer = ArchiveWriter(database, known)
                // Sagas end in another order than that of all tables and indexes.
                for index in sagas.indices.sorted(by: {
                    sagas[$0].summary.id < sagas[$1].summary.id
                }) { try writer.insert(sagas[index]) }
                return writer.known
            }
        }
        // Only what is committed can be relied on.
        self.known.withLock { $0 = nowKnown }
    }

    /// See ``SQLiteArchiveReader/newest()``.
    func newest() throws(JournalError) -> SagaID? {
        try reader.newest()
    }

    /// The saga's entries in order; `nil` if the archive does not have it.
    public func entries(of saga: SagaID) throws(JournalError) -> [EncodedEntry]? {
        try reader.entries(of: saga)
    }

    /// The saga that a job accepted under a key.
    public func saga(job: String, key: String) throws(JournalError) -> SagaID? {
        try reader.saga(job: job, key: key)
    }

    /// Which of some submissions were accepted, and as which saga.
    public func sagas(
        of submissions: [(job: String, key: String)]
    ) throws(JournalError) -> [SagaID?] {
        try reader.sagas(of: submissions)
    }

    /// A definition's canonical JSON.
    public func definition(_ hash: ContentHash) throws(JournalError) -> [UInt8]? {
        try reader.definition(hash)
    }

    /// Up to `limit` sagas that match, newest first, starting before one.
    public func sagas(
        matching filter: SagaFilter, before saga: SagaID?, limit: Int
    ) throws(JournalError) -> [SagaSummary] {
        try reader.sagas(matching: filter, before: saga, limit: limit)
    }
}
