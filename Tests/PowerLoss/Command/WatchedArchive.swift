import Journal
import Steps
import Synchronization

/// An archive that says when each store begins and ends.
final class WatchedArchive: Archive {
    private let archive: SQLiteArchive
    private let stores: Mutex<Int>

    init(_ archive: SQLiteArchive, first: Int) {
        self.archive = archive
        stores = Mutex(first)
    }

    func store(_ sagas: [ArchivedSaga]) throws(JournalError) {
        let number = stores.withLock { stores in
            defer { stores += 1 }
            return stores
        }
        Speaker.say(.storeBegins(number: number, sagas: sagas.map(\.summary.id)))
        try archive.store(sagas)
        Speaker.say(.storeEnds(number: number))
    }

    func entries(of saga: SagaID) throws(JournalError) -> [EncodedEntry]? {
        try archive.entries(of: saga)
    }

    func saga(job: String, key: String) throws(JournalError) -> SagaID? {
        try archive.saga(job: job, key: key)
    }

    func definition(_ hash: ContentHash) throws(JournalError) -> [UInt8]? {
        try archive.definition(hash)
    }

    func sagas(
        matching filter: SagaFilter, before: SagaID?, limit: Int
    ) throws(JournalError) -> [SagaSummary] {
        try archive.sagas(matching: filter, before: before, limit: limit)
    }
}
