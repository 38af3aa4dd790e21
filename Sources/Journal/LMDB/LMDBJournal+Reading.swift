public import Steps

extension LMDBJournal {
    /// The saga's entries in order; empty if the journal does not have it.
    public func entries(of saga: SagaID) throws(JournalError) -> [EncodedEntry] {
        try reader().entries(of: saga)
    }

    /// The entries of several sagas, as they are at one moment.
    public func entries(of sagas: [SagaID]) throws(JournalError) -> [[EncodedEntry]] {
        try reader().entries(of: sagas)
    }

    /// Up to `limit` sagas of a phase in order of id, starting after one.
    public func sagas(
        in phase: SagaPhase, after saga: SagaID?, limit: Int
    ) throws(JournalError) -> [SagaID] {
        try reader().sagas(in: phase, after: saga, limit: limit)
    }

    /// The lanes in which sagas wait, in order.
    public func lanes() throws(JournalError) -> [Lane] {
        try reader().lanes()
    }

    /// Up to `limit` sagas that wait in a lane in order of id, starting after one.
    public func waiting(
        in lane: Lane, after saga: SagaID?, limit: Int
    ) throws(JournalError) -> [SagaID] {
        try reader().waiting(in: lane, after: saga, limit: limit)
    }

    /// Up to `limit` deferred sagas in order of the time they wait for, starting after one.
    public func deferred(
        after last: (Timestamp, SagaID)?, limit: Int
    ) throws(JournalError) -> [(due: Timestamp, saga: SagaID)] {
        try reader().deferred(after: last, limit: limit)
    }

    /// How many sagas a phase has.
    public func count(of phase: SagaPhase) throws(JournalError) -> Int {
        try reader().count(of: phase)
    }

    /// The saga that a job accepted under a key.
    public func saga(job: String, key: String) throws(JournalError) -> SagaID? {
        try reader().saga(job: job, key: key)
    }

    /// A definition's canonical JSON.
    public func definition(_ hash: ContentHash) throws(JournalError) -> [UInt8]? {
        try reader().definition(hash)
    }

    /// The records whose names begin with a text, in the order of the names' bytes.
    public func records(
        prefix: String
    ) throws(JournalError) -> [(name: String, bytes: [UInt8])] {
        try reader().records(prefix: prefix)
    }

    /// The highest id ever accepted, removed sagas included.
    public func highestSagaID() throws(JournalError) -> SagaID? {
        try reader().highestSagaID()
    }

    /// Size, use and identity.
    public func information() throws(JournalError) -> JournalInformation {
        try reader().information()
    }
}
