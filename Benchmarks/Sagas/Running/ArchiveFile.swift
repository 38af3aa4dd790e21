import Foundation
import GRDB
import Journal

/// The archive as anybody can read it.
struct ArchiveFile {
    let path: String

    init(journal: String) {
        path = journal + "/" + SQLiteArchive.fileName
    }

    /// How long sagas ran, from their start to their end, in milliseconds, in order of their
    /// starts.
    func durations() throws -> [Double] {
        try database().read { database in
            try Double.fetchAll(
                database,
                sql: """
                    SELECT ended_at - started_at FROM sagas
                    WHERE started_at NOT NULL ORDER BY started_at, id
                    """)
        }
    }

    func sum(_ sql: String) throws -> Double {
        try database().read { try Double.fetchOne($0, sql: sql) ?? 0 }
    }

    /// The size after compaction, in bytes.
    func compactedSize() throws -> Double {
        let copy = path + ".compacted"
        defer { try? FileManager.default.removeItem(atPath: copy) }
        try database().writeWithoutTransaction {
            try $0.execute(sql: "VACUUM INTO ?", arguments: [copy])
        }
        return Bench.fileSize(copy)
    }

    private func database() throws -> DatabaseQueue { try DatabaseQueue(path: path) }
}

extension [Double] {
    /// The value below which a share of the list lies.
    func quantile(_ share: Double) -> Double {
        isEmpty ? .nan : sorted()[Swift.min(count - 1, Int(Double(count) * share))]
    }
}
