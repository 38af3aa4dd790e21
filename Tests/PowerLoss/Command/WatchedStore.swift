import Journal
import Steps
import Synchronization

/// A journal that says when each commit begins and ends.
final class WatchedStore: JournalStore {
    private let journal: LMDBJournal
    private let commits: Mutex<Int>

    /// - Parameter first: the number of the first commit; later sessions go on counting.
    init(_ journal: LMDBJournal, first: Int) {
        self.journal = journal
        commits = Mutex(first)
    }

    func commit(_ writes: [JournalWrite]) throws(JournalError) -> [SagaID: SagaID] {
        let number = commits.withLock { commits in
            defer { commits += 1 }
            return commits
        }
        var entries: [Mark.Place] = []
        var removals: [SagaID] = []
        for write in writes {
            switch write {
            case .accept(let entry, _, _, _, _, _), .append(let entry, _):
                entries.append(.init(saga: entry.saga, sequence: entry.sequence))
            case .remove(let saga, _, _): removals.append(saga)
            case .define, .put: break
            }
        }
        Speaker.say(.commitBegins(number: number, entries: entries, removals: removals))
        let refused = try journal.commit(writes)
        Speaker.say(.commitEnds(number: number))
        return refused
    }

    func admission() -> JournalError? { journal.admission() }

    func entries(of saga: SagaID) throws(JournalError) -> [EncodedEntry] {
        try journal.entries(of: saga)
    }

    func sagas(
        in phase: SagaPhase, after: SagaID?, limit: Int
    ) throws(JournalError) -> [SagaID] {
        try journal.sagas(in: phase, after: after, limit: limit)
    }

    func lanes() throws(JournalError) -> [Lane] { try journal.lanes() }

    func waiting(
        in lane: Lane, after: SagaID?, limit: Int
    ) throws(JournalError) -> [SagaID] {
        try journal.waiting(in: lane, after: after, limit: limit)
    }

    func deferred(
        after: (Timestamp, SagaID)?, limit: Int
    ) throws(JournalError) -> [(due: Timestamp, saga: SagaID)] {
        try journal.deferred(after: after, limit: limit)
    }

    func count(of phase: SagaPhase) throws(JournalError) -> Int { try journal.count(of: phase) }

    func saga(job: String, key: String) throws(JournalError) -> SagaID? {
        try journal.saga(job: job, key: key)
    }

    func definition(_ hash: ContentHash) throws(JournalError) -> [UInt8]? {
        try journal.definition(hash)
    }

    func records(prefix: String) throws(JournalError) -> [(name: String, bytes: [UInt8])] {
        try journal.records(prefix: prefix)
    }

    func highestSagaID() throws(JournalError) -> SagaID? { try journal.highestSagaID() }

    func information() throws(JournalError) -> JournalInformation { try journal.information() }
}
