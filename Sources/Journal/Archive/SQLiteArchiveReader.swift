internal import Foundation
internal import GRDB
public import Steps

/// A read-only view of an archive, for processes that do not own the journal.
public struct SQLiteArchiveReader: ArchiveReading {
    /// `nil` if there is no archive yet, which reads like an empty one.
    let reader: (any DatabaseReader)?

    init(reader: (any DatabaseReader)?) {
        self.reader = reader
    }

    /// Opens the archive of a journal's directory; blocks.
    ///
    /// - Throws: ``JournalError`` if what is there is no archive, or a newer one.
    public static func open(directory: String) throws(JournalError) -> SQLiteArchiveReader {
        let path = directory + "/" + SQLiteArchive.fileName
        guard FileManager.default.fileExists(atPath: path) else {
            return SQLiteArchiveReader(reader: nil)
        }
        return try ArchiveFailure.translated {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(10)
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            let isMade = try queue.read { database in
                // Another process may be making it at this moment.
                guard try ArchiveSchema.isThere(database) else { return false }
                try ArchiveSchema.check(database, path: path)
                return true
            }
            return SQLiteArchiveReader(reader: isMade ? queue : nil)
        }
    }

    /// The saga's entries in order; `nil` if the archive does not have it.
    public func entries(of saga: SagaID) throws(JournalError) -> [EncodedEntry]? {
        let blob = try read { database in
            try Data.fetchOne(
                database, sql: "SELECT entries FROM saga_rows WHERE number = ? AND id = ?",
                arguments: [saga.number, saga.description])
        }
        guard let blob else { return nil }
        return try EntriesBlob.decode(Array(blob), of: saga)
    }

    /// The saga that a job accepted under a key.
    public func saga(job: String, key: String) throws(JournalError) -> SagaID? {
        try sagas(of: [(job: job, key: key)])[0]
    }

    /// Which of some submissions were accepted, and as which saga: one view for all of them.
    public func sagas(
        of submissions: [(job: String, key: String)]
    ) throws(JournalError) -> [SagaID?] {
        let none = [SagaID?](repeating: nil, count: submissions.count)
        return try read { database in
            // Most jobs are new, and one look shows that none of their keys is there.
            let jobs = try database.cachedStatement(sql: "SELECT number FROM texts WHERE text = ?")
            let keys = try database.cachedStatement(
                sql: "SELECT id FROM saga_rows WHERE job = ? AND key = ?")
            var numbers: [ExactText: Int64?] = [:]
            return try submissions.map { job, key -> SagaID? in
                let exact = ExactText(job)
                let number =
                    try numbers[exact] ?? Int64.fetchOne(jobs, arguments: [job.withoutZeros])
                numbers[exact] = .some(number)
                guard let number else { return nil }
                return try String.fetchOne(keys, arguments: [number, key.withoutZeros])
                    .flatMap { SagaID($0) }
            }
        } ?? none
    }

    /// A definition's canonical JSON.
    public func definition(_ hash: ContentHash) throws(JournalError) -> [UInt8]? {
        let json = try read { database in
            try String.fetchOne(
                database, sql: "SELECT json FROM definitions WHERE hash = ?",
                arguments: [Data(hash.bytes)])
        }
        return json.map { Array($0.utf8) }
    }

    /// The newest saga; `nil` if there is none, or its row is not where it is looked for.
    func newest() throws(JournalError) -> SagaID? {
        try read { database in
            let number = try Int64.fetchOne(database, sql: "SELECT max(number) FROM saga_rows")
            let id = try String.fetchOne(
                database, sql: "SELECT id FROM saga_rows WHERE number = ?", arguments: [number])
            return id.flatMap { SagaID($0) }.flatMap { $0.number == number ? $0 : nil }
        }
    }

    /// How many sagas there are; looks at all of them.
    public func count() throws(JournalError) -> Int {
        try read { try Int.fetchOne($0, sql: "SELECT count(*) FROM saga_rows") } ?? 0
    }

    func read<Value>(_ body: (Database) throws -> Value?) throws(JournalError) -> Value? {
        guard let reader else { return nil }
        return try ArchiveFailure.translated { try reader.read(body) }
    }
}
