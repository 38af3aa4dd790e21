public import Journal
public import Steps
internal import Synchronization

/// A journal that keeps everything in memory, and fails when it is told to.
public final class MemoryJournal: JournalStore {
    /// Called before each commit is applied; what it throws is what the commit throws.
    public typealias Fault = @Sendable ([JournalWrite]) throws(JournalError) -> Void

    private let state = Mutex(MemoryJournalState())
    private let fault: Fault

    /// Makes an empty journal.
    public init(fault: @escaping Fault = { _ throws(JournalError) in }) {
        self.fault = fault
    }

    /// See `JournalStore`.
    public func commit(_ writes: [JournalWrite]) throws(JournalError) -> [SagaID: SagaID] {
        try fault(writes)
        return try state.withLock { state throws(JournalError) in try state.commit(writes) }
    }

    /// See `JournalStore`; there is always room.
    public func admission() -> JournalError? { nil }

    /// See `JournalReading`.
    public func entries(of saga: SagaID) throws(JournalError) -> [EncodedEntry] {
        state.withLock { $0.entries[saga] ?? [] }
    }

    /// See `JournalReading`.
    public func sagas(
        in phase: SagaPhase, after: SagaID?, limit: Int
    ) throws(JournalError) -> [SagaID] {
        state.withLock { $0.sagas(in: phase, after: after, limit: limit) }
    }

    /// See `JournalReading`.
    public func lanes() throws(JournalError) -> [Lane] {
        state.withLock { $0.queue.lanes }
    }

    /// See `JournalReading`.
    public func waiting(
        in lane: Lane, after: SagaID?, limit: Int
    ) throws(JournalError) -> [SagaID] {
        state.withLock { $0.queue.sagas(in: lane, after: after, limit: limit) }
    }

    /// See `JournalReading`.
    public func deferred(
        after: (Timestamp, SagaID)?, limit: Int
    ) throws(JournalError) -> [(due: Timestamp, saga: SagaID)] {
        state.withLock { $0.queue.deferred(after: after, limit: limit) }
    }

    /// See `JournalReading`.
    public func records(
        prefix: String
    ) throws(JournalError) -> [(name: String, bytes: [UInt8])] {
        state.withLock { $0.records(prefix: prefix) }
    }

    /// See `JournalReading`.
    public func count(of phase: SagaPhase) throws(JournalError) -> Int {
        state.withLock { $0.phases[phase]?.count ?? 0 }
    }

    /// See `JournalReading`.
    public func saga(job: String, key: String) throws(JournalError) -> SagaID? {
        state.withLock { $0.keys[SubmissionKey(job: job, key: key)] }
    }

    /// See `JournalReading`.
    public func definition(_ hash: ContentHash) throws(JournalError) -> [UInt8]? {
        state.withLock { $0.definitions[hash] }
    }

    /// See `JournalReading`.
    public func highestSagaID() throws(JournalError) -> SagaID? {
        state.withLock { $0.highest }
    }

    /// See `JournalReading`.
    public func information() throws(JournalError) -> JournalInformation {
        state.withLock { state in
            JournalInformation(
                formatVersion: 2, identity: "memory",
                usedBytes: state.entries.values.joined().reduce(0) { $0 + $1.bytes.count },
                capacityBytes: .max, entries: state.entries.values.reduce(0) { $0 + $1.count })
        }
    }
}
