internal import Foundation
internal import GRDB
internal import Steps

extension SQLiteArchiveReader {
    /// Copies the archive as it is at one moment into a new private file.
    ///
    /// - Returns: the sagas in the copy.
    func copy(to path: String) throws(JournalError) -> Set<SagaID> {
        // SQLite would make it readable for all; it takes an empty file.
        try copy(into: path)
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        return try ArchiveFailure.translated {
            let queue = try DatabaseQueue(path: path)
            let ids = try queue.read { try String.fetchAll($0, sql: "SELECT id FROM sagas") }
            try queue.close()
            return Set(ids.compactMap { SagaID($0) })
        }
    }

    private func copy(into path: String) throws(JournalError) {
        guard let reader else { return }
        try DurableFiles.write([], to: path)
        try ArchiveFailure.translated {
            guard let queue = reader as? DatabaseQueue else {
                throw JournalError(.inUse, "the archive is open in this process for writing")
            }
            try queue.inDatabase { database in
                try database.execute(sql: "VACUUM INTO ?", arguments: [path])
            }
        }
    }
}
