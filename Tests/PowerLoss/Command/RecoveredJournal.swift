import Foundation
import Journal
import Steps

/// What opening a journal's directory after a crash finds.
struct RecoveredJournal: Equatable {
    private static let page = 100_000

    var inJournal: [SagaID: [EncodedEntry]] = [:]
    var inArchive: [SagaID: [EncodedEntry]] = [:]
    var records: [String: [UInt8]] = [:]
    /// What each of the asked keys leads to.
    var keys: [String: SagaID] = [:]

    /// Where a saga's history is, wherever it is.
    func entries(of saga: SagaID) -> [EncodedEntry]? { inArchive[saga] ?? inJournal[saga] }

    /// Opens the directory as the product does, reads all of it, and closes it.
    ///
    /// - Parameters:
    ///   - keys: what is looked up.
    ///   - archives: whether finished sagas are moved first, as every engine does at its start.
    init(
        opening directory: String, keys: [(job: String, key: String)], archives: Bool
    ) throws {
        let journal = try LMDBJournal.open(
            directory: directory, configuration: JournalConfiguration(capacityBytes: 1 << 26))
        defer { journal.close() }
        let archive = try SQLiteArchive.open(directory: directory, of: journal)
        defer { archive.close() }
        if archives { try Self.move(journal, archive) }
        for phase in SagaPhase.allCases {
            for saga in try journal.sagas(in: phase, after: nil, limit: Self.page) {
                inJournal[saga] = try journal.entries(of: saga)
            }
        }
        let filter = SagaFilter()
        for saga in try archive.sagas(matching: filter, before: nil, limit: Self.page) {
            inArchive[saga.id] = try archive.entries(of: saga.id)
        }
        for record in try journal.records(prefix: "") { records[record.name] = record.bytes }
        for (job, key) in keys {
            let saga = try journal.saga(job: job, key: key) ?? archive.saga(job: job, key: key)
            self.keys[job + " " + key] = saga
        }
    }

    private static func move(_ journal: LMDBJournal, _ archive: SQLiteArchive) throws {
        let failure = FailureBox()
        let writer = JournalWriter(store: journal, archive: archive) { failure.set($0) }
        writer.start()
        let archiver = Archiver(journal: journal, archive: archive, writer: writer) {
            failure.set($0)
        }
        archiver.start()
        archiver.close()
        writer.close()
        if let error = failure.error { throw error }
    }
}
