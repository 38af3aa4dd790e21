internal import GRDB
internal import Journal
internal import SagaTesting
internal import Steps

/// Finished sagas, told to the product's archive and to one in memory; and damage to be found.
struct TwoArchives {
    private static let damages = [
        "UPDATE saga_rows SET status = workflow WHERE key = 'key2'",
        "UPDATE saga_rows SET last_hash = 'ff' WHERE key = 'key2'",
        """
        UPDATE saga_rows SET entries = substr(entries, 1, length(entries) - 3)
        WHERE key = 'key2'
        """,
        "DELETE FROM attempt_rows WHERE saga = (SELECT number FROM saga_rows WHERE key = 'key2')",
        "DELETE FROM definitions",
    ]

    let directory: String

    /// Everything that is wrong.
    func violations() -> [String] {
        do {
            try LMDBJournal.open(directory: directory).close()
            let sagas = try fill()
            var wrong: [String] = []
            for finding in try JournalVerifier.verify(directory: directory) {
                wrong.append("P2: verify finds in a whole archive: \(finding.what)")
            }
            wrong += try compare(sagas)
            for damage in Self.damages where try isMissed(damage) {
                wrong.append("P2: verify finds nothing wrong after: \(damage)")
            }
            return wrong
        } catch {
            return ["P10: the archive fails: \(error)"]
        }
    }

    private func fill() throws -> [ArchivedSaga] {
        let archive = try SQLiteArchive.open(directory: directory)
        defer { archive.close() }
        var sagas: [ArchivedSaga] = []
        for number in 1...4 as ClosedRange<UInt64> {
            var saga = StoredSaga(
                SagaID(microseconds: number, random: number), job: "job", key: "key\(number)")
            for _ in 0..<3 { _ = saga.goOn(1) }
            if let archived = saga.archived { sagas.append(archived) }
        }
        try archive.store(sagas)
        // As an archiver does that was killed before it took them out of the journal.
        try archive.store(sagas)
        return sagas
    }

    private func compare(_ sagas: [ArchivedSaga]) throws -> [String] {
        let memory = MemoryArchive()
        try memory.store(sagas)
        let reader = try SQLiteArchiveReader.open(directory: directory)
        var wrong: [String] = []
        for saga in sagas {
            let id = saga.summary.id
            let key = saga.summary.acceptance.key
            if try reader.entries(of: id) != memory.entries(of: id) {
                wrong.append("P10: the archive has another history of \(key)")
            }
            if try reader.saga(job: "job", key: key) != id {
                wrong.append("P1: the archive does not know \(key)")
            }
        }
        let all = try memory.sagas(matching: SagaFilter(), before: nil, limit: 99)
        if try reader.sagas(matching: SagaFilter(), before: nil, limit: 99) != all {
            wrong.append("P10: the archive lists other sagas")
        }
        return wrong
    }

    /// Whether damage is not found; it is undone after that.
    private func isMissed(_ sql: String) throws -> Bool {
        let path = directory + "/" + SQLiteArchive.fileName
        let backup = try DatabaseQueue()
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let archive = try DatabaseQueue(path: path, configuration: configuration)
        try archive.backup(to: backup)
        try archive.write { try $0.execute(sql: sql) }
        defer { try? archive.close() }
        let isMissed = try JournalVerifier.verify(directory: directory).isEmpty
        try backup.backup(to: archive)
        return isMissed
    }
}
