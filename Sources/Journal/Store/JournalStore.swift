public import Steps

/// A consistent view of a journal.
///
/// All calls block: never on the cooperative pool.
public protocol JournalReading: Sendable {
    /// The saga's entries in order; empty if the journal does not have it.
    func entries(of saga: SagaID) throws(JournalError) -> [EncodedEntry]
    /// The entries of several sagas, for which asking once may cost less.
    func entries(of sagas: [SagaID]) throws(JournalError) -> [[EncodedEntry]]
    /// Up to `limit` sagas of a phase in order of id, starting after one.
    func sagas(
        in phase: SagaPhase, after: SagaID?, limit: Int
    ) throws(JournalError) -> [SagaID]
    /// The lanes in which sagas wait, in order.
    ///
    /// Costs one search a lane, however many sagas wait in it.
    func lanes() throws(JournalError) -> [Lane]
    /// Up to `limit` sagas that wait in a lane in order of id, starting after one.
    func waiting(
        in lane: Lane, after: SagaID?, limit: Int
    ) throws(JournalError) -> [SagaID]
    /// Up to `limit` sagas of phase `deferred` in order of the time they wait for and of id,
    /// starting after one.
    func deferred(
        after: (Timestamp, SagaID)?, limit: Int
    ) throws(JournalError) -> [(due: Timestamp, saga: SagaID)]
    /// How many sagas each phase has.
    func count(of phase: SagaPhase) throws(JournalError) -> Int
    /// The saga that a job accepted under a key.
    func saga(job: String, key: String) throws(JournalError) -> SagaID?
    /// A definition's canonical JSON.
    func definition(_ hash: ContentHash) throws(JournalError) -> [UInt8]?
    /// The records whose names begin with a text, in the order of the names' bytes.
    ///
    /// - Throws: ``JournalError``, `damaged` if one of them is not what was written.
    func records(prefix: String) throws(JournalError) -> [(name: String, bytes: [UInt8])]
    /// The highest id ever accepted, removed sagas included.
    func highestSagaID() throws(JournalError) -> SagaID?
    /// Size, use and identity.
    func information() throws(JournalError) -> JournalInformation
}

extension JournalReading {
    /// Asks for one saga after the other.
    public func entries(of sagas: [SagaID]) throws(JournalError) -> [[EncodedEntry]] {
        var all: [[EncodedEntry]] = []
        for saga in sagas { all.append(try entries(of: saga)) }
        return all
    }
}

/// A journal that can be written, by one owner at a time.
public protocol JournalStore: JournalReading {
    /// Why no new sagas are accepted at present; `nil` if they are. Outcomes of sagas that run
    /// are always accepted while there is any room: ``commit(_:)`` throws
    /// ``JournalError/Code/full`` for a list with accepts while one without still fits.
    func admission() -> JournalError?
    /// Applies all writes, in order, in one transaction that is durable on return.
    ///
    /// - Returns: for each accept that was refused because its job has its key: the refused saga
    ///   and the one that was accepted before. Such a saga leaves no trace.
    /// - Throws: ``JournalError``; nothing of the list was applied, or (when the disk failed)
    ///   it is not known: the process must end and recover.
    func commit(_ writes: [JournalWrite]) throws(JournalError) -> [SagaID: SagaID]
}
