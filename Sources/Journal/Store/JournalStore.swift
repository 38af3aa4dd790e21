public import Steps

/// Where a saga stands, as far as a journal has to tell sagas apart.
public enum SagaPhase: UInt8, Sendable, CaseIterable {
    /// Accepted, not started: not held in memory.
    case waiting = 1
    /// Started and not finished; parked ones too.
    case active = 2
    /// Finished, and not yet moved to the archive.
    case ended = 3
}

/// One change to a journal. A commit applies a list of them, all or none.
public enum JournalWrite: Sendable {
    /// Stores a definition; does nothing if it is there.
    case define(ContentHash, canonicalJSON: [UInt8])
    /// Takes a saga on (phase `waiting`), unless its job has accepted its key before.
    case accept(EncodedEntry, job: String, key: String)
    /// Adds an entry, and moves the saga to another phase if one is given.
    case append(EncodedEntry, phase: SagaPhase?)
    /// Removes a saga that the archive holds, with its submission key.
    case remove(SagaID, job: String, key: String)
}

/// A consistent view of a journal. All calls block: never on the cooperative pool.
public protocol JournalReading: Sendable {
    /// The saga's entries in order; empty if the journal does not have it.
    func entries(of saga: SagaID) throws(JournalError) -> [EncodedEntry]
    /// Up to `limit` sagas of a phase in order of id, starting after one.
    func sagas(
        in phase: SagaPhase, after: SagaID?, limit: Int
    ) throws(JournalError) -> [SagaID]
    /// How many sagas each phase has.
    func count(of phase: SagaPhase) throws(JournalError) -> Int
    /// The saga that a job accepted under a key.
    func saga(job: String, key: String) throws(JournalError) -> SagaID?
    /// A definition's canonical JSON.
    func definition(_ hash: ContentHash) throws(JournalError) -> [UInt8]?
    /// The highest id ever accepted, removed sagas included.
    func highestSagaID() throws(JournalError) -> SagaID?
    /// Size, use and identity.
    func information() throws(JournalError) -> JournalInformation
}

/// A journal that can be written. One owner at a time.
public protocol JournalStore: JournalReading {
    /// Why no new sagas are accepted at present; `nil` if they are. Outcomes of sagas that run
    /// are always accepted while there is any room.
    func admission() -> JournalError?
    /// Applies all writes, in order, in one transaction that is durable on return.
    ///
    /// - Returns: for each accept that was refused because its job has its key: the refused saga
    ///   and the one that was accepted before. Such a saga leaves no trace.
    /// - Throws: ``JournalError``; nothing of the list was applied, or (when the disk failed)
    ///   it is not known: the process must end and recover.
    func commit(_ writes: [JournalWrite]) throws(JournalError) -> [SagaID: SagaID]
}

/// What `journal info` shows.
public struct JournalInformation: Sendable {
    /// The version of the format.
    public var formatVersion: Int
    /// A random name that this journal got when it was made.
    public var identity: String
    /// Bytes in use.
    public var usedBytes: Int
    /// Bytes that it may grow to.
    public var capacityBytes: Int
    /// Entries stored.
    public var entries: Int

    /// Puts the figures together.
    public init(
        formatVersion: Int, identity: String, usedBytes: Int, capacityBytes: Int, entries: Int
    ) {
        self.formatVersion = formatVersion
        self.identity = identity
        self.usedBytes = usedBytes
        self.capacityBytes = capacityBytes
        self.entries = entries
    }
}
