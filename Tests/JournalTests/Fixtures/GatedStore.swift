import Dispatch
import Journal
import Steps
import Synchronization

/// A store whose commits wait until they are let through, and are counted.
final class GatedStore: JournalStore {
    private let store: any JournalStore
    private let arrivals = DispatchSemaphore(value: 0)
    private let gate = DispatchSemaphore(value: 0)
    private let lists = Mutex<[[JournalWrite]]>([])
    private let refusal = Mutex<JournalError?>(nil)

    init(_ store: any JournalStore) {
        self.store = store
    }

    /// The lists that were committed, in order.
    var committed: [[JournalWrite]] { lists.withLock { $0 } }

    /// Makes the store full.
    func refuseAccepts(_ error: JournalError?) {
        refusal.withLock { $0 = error }
    }

    /// Lets commits through, without waiting for them.
    func open(_ commits: Int = 1) {
        for _ in 0..<commits { gate.signal() }
    }

    /// Returns when the writer stands at the gate; off the cooperative pool.
    func arrival() async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [arrivals] in
                arrivals.wait()
                continuation.resume()
            }
        }
    }

    func commit(_ writes: [JournalWrite]) throws(JournalError) -> [SagaID: SagaID] {
        arrivals.signal()
        gate.wait()
        let refused = try store.commit(writes)
        lists.withLock { $0.append(writes) }
        return refused
    }

    func admission() -> JournalError? { refusal.withLock { $0 } }

    func entries(of saga: SagaID) throws(JournalError) -> [EncodedEntry] {
        try store.entries(of: saga)
    }

    func sagas(
        in phase: SagaPhase, after: SagaID?, limit: Int
    ) throws(JournalError) -> [SagaID] {
        try store.sagas(in: phase, after: after, limit: limit)
    }

    func lanes() throws(JournalError) -> [Lane] { try store.lanes() }

    func waiting(
        in lane: Lane, after: SagaID?, limit: Int
    ) throws(JournalError) -> [SagaID] {
        try store.waiting(in: lane, after: after, limit: limit)
    }

    func deferred(
        after: (Timestamp, SagaID)?, limit: Int
    ) throws(JournalError) -> [(due: Timestamp, saga: SagaID)] {
        try store.deferred(after: after, limit: limit)
    }

    func records(
        prefix: String
    ) throws(JournalError) -> [(name: String, bytes: [UInt8])] {
        try store.records(prefix: prefix)
    }

    func count(of phase: SagaPhase) throws(JournalError) -> Int { try store.count(of: phase) }

    func saga(job: String, key: String) throws(JournalError) -> SagaID? {
        try store.saga(job: job, key: key)
    }

    func definition(_ hash: ContentHash) throws(JournalError) -> [UInt8]? {
        try store.definition(hash)
    }

    func highestSagaID() throws(JournalError) -> SagaID? { try store.highestSagaID() }

    func information() throws(JournalError) -> JournalInformation { try store.information() }
}
