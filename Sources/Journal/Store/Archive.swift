public import Steps

/// Finished sagas, for ever.
///
/// All calls block: never on the cooperative pool.
public protocol Archive: ArchiveReading {
    /// Stores sagas in one transaction that is durable on return.
    ///
    /// A saga that is there with an equal last hash is left alone; with another it is damage.
    func store(_ sagas: [ArchivedSaga]) throws(JournalError)
}

/// A view of the archive.
public protocol ArchiveReading: Sendable {
    /// The saga's entries in order; `nil` if the archive does not have it.
    func entries(of saga: SagaID) throws(JournalError) -> [EncodedEntry]?
    /// The saga that a job accepted under a key.
    func saga(job: String, key: String) throws(JournalError) -> SagaID?
    /// Which of some submissions were accepted, and as which saga; ``saga(job:key:)`` for each,
    /// where there is no quicker way.
    func sagas(
        of submissions: [(job: String, key: String)]
    ) throws(JournalError) -> [SagaID?]
    /// A definition's canonical JSON.
    func definition(_ hash: ContentHash) throws(JournalError) -> [UInt8]?
    /// Up to `limit` sagas that match, newest first, starting before one.
    func sagas(
        matching filter: SagaFilter, before: SagaID?, limit: Int
    ) throws(JournalError) -> [SagaSummary]
}

extension ArchiveReading {
    /// See `ArchiveReading`.
    public func sagas(
        of submissions: [(job: String, key: String)]
    ) throws(JournalError) -> [SagaID?] {
        var found: [SagaID?] = []
        for (job, key) in submissions { found.append(try saga(job: job, key: key)) }
        return found
    }
}

/// A finished saga on its way into the archive.
public struct ArchivedSaga: Sendable {
    /// What is known of it at a glance.
    public var summary: SagaSummary
    /// Its whole history.
    public var entries: [EncodedEntry]
    /// The definition that it went by at its end, as canonical JSON.
    public var definition: [UInt8]
    /// Those that it went by before it was migrated.
    public var earlierDefinitions: [[UInt8]]
    /// The history as it was read back, if somebody did that already.
    var history: [DecodedEntry] = []

    /// Puts a saga together.
    public init(
        summary: SagaSummary, entries: [EncodedEntry], definition: [UInt8],
        earlierDefinitions: [[UInt8]] = []
    ) {
        self.summary = summary
        self.entries = entries
        self.definition = definition
        self.earlierDefinitions = earlierDefinitions
    }
}
