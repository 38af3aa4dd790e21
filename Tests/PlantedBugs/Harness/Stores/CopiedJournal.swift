internal import Foundation
internal import Journal
internal import SagaTesting
internal import Steps

/// A journal that is backed up and restored: it is what it was, in a new epoch.
struct CopiedJournal {
    private static let sagas: ClosedRange<UInt64> = 1...9

    private let directory: String
    private let backup: String
    private let restored: String

    init(directory: String) {
        self.directory = directory
        backup = directory + "-backup"
        restored = directory + "-restored"
    }

    /// Everything that is wrong.
    func violations() -> [String] {
        do {
            let sagas = try make()
            _ = try JournalBackup.make(of: directory, at: backup)
            _ = try JournalRestore.run(from: backup, to: restored)
            return try compare(sagas) + verified() + damaged()
        } catch {
            return ["P2: a whole journal cannot be backed up and restored: \(error)"]
        }
    }

    private func make() throws -> [StoredSaga] {
        let journal = try LMDBJournal.open(directory: directory)
        defer { journal.close() }
        _ = try journal.commit([StoredSaga.define, .put(record: "schedule/a", bytes: [1, 2, 3])])
        var sagas: [StoredSaga] = []
        for number in Self.sagas {
            var saga = StoredSaga(
                SagaID(microseconds: number, random: number), job: "job", key: "key\(number)")
            var writes = [saga.accept]
            for _ in 0..<number % 3 { writes += saga.goOn(1) }
            _ = try journal.commit(writes)
            sagas.append(saga)
        }
        return sagas
    }

    private func compare(_ sagas: [StoredSaga]) throws -> [String] {
        var wrong: [String] = []
        let before = try LMDBJournalReader.open(directory: directory)
        let after = try LMDBJournalReader.open(directory: restored)
        for saga in sagas {
            if try after.entries(of: saga.id) != saga.entries {
                wrong.append("P2: \(saga.key) has another history once it is restored")
            }
            if try after.saga(job: saga.job, key: saga.key) != saga.id {
                wrong.append("P1: \(saga.key) is not known any more once it is restored")
            }
        }
        let records = try after.records(prefix: "").map(\.name)
        if try before.records(prefix: "").map(\.name) != records {
            wrong.append("P10: a restored journal has the records \(records)")
        }
        if try before.information().epoch >= after.information().epoch {
            wrong.append("P11: a restored journal has the epoch of the one that was backed up")
        }
        return wrong
    }

    private func verified() throws -> [String] {
        try JournalVerifier.verify(directory: restored).map {
            "P2: verify finds in a restored journal: \($0.what)"
        }
    }

    /// A byte that changes nothing of what the backup's journal says makes it another file all the
    /// same.
    private func damaged() throws -> [String] {
        let file = URL(filePath: backup + "/journal.backup")
        var bytes = try Data(contentsOf: file)
        bytes.append(contentsOf: [UInt8](repeating: 0, count: 4_096))
        try bytes.write(to: file)
        do {
            _ = try JournalRestore.run(from: backup, to: restored + "-again")
            return ["P2: a backup that is not what was written is restored"]
        } catch {
            return []
        }
    }
}
