internal import Journal
internal import Steps

/// The journal as one life of the engine sees it: what it commits stays, unless it dies under it.
final class SimulatedJournal: JournalStore, @unchecked Sendable {
    // Touched by the thread that runs the simulation alone.

    /// What becomes of a commit.
    enum Fate {
        /// It is durable, and the engine is told so.
        case durable
        /// It is durable, and the engine never learns it.
        case durableUntold
        /// It is lost.
        case lost
    }

    private let disk: MemoryJournal
    private let decide: () -> Fate
    private let noted: ([JournalWrite], _ refused: [SagaID: SagaID]) -> Void
    /// Whether nothing is written any more.
    private(set) var isDead = false
    /// Whether new sagas find no room.
    var isFull = false

    /// - Parameters:
    ///   - decide: asked before each commit.
    ///   - noted: told of each that is durable.
    init(
        _ disk: MemoryJournal, decide: @escaping () -> Fate,
        noted: @escaping ([JournalWrite], _ refused: [SagaID: SagaID]) -> Void
    ) {
        self.disk = disk
        self.decide = decide
        self.noted = noted
    }

    /// Loses whatever is committed from now on.
    func die() {
        isDead = true
    }

    func commit(_ writes: [JournalWrite]) throws(JournalError) -> [SagaID: SagaID] {
        let fate = isDead ? .lost : decide()
        guard fate != .lost else { throw dead() }
        let refused = try disk.commit(writes)
        noted(writes, refused)
        guard fate == .durable else { throw dead() }
        return refused
    }

    private func dead() -> JournalError {
        isDead = true
        return JournalError(.diskFailed, "the disk of the simulation failed")
    }

    func admission() -> JournalError? {
        isFull ? JournalError(.full, "the journal of the simulation is full") : nil
    }

    func entries(of saga: SagaID) throws(JournalError) -> [EncodedEntry] {
        try disk.entries(of: saga)
    }

    func sagas(
        in phase: SagaPhase, after: SagaID?, limit: Int
    ) throws(JournalError) -> [SagaID] {
        try disk.sagas(in: phase, after: after, limit: limit)
    }

    func lanes() throws(JournalError) -> [Lane] {
        try disk.lanes()
    }

    func waiting(
        in lane: Lane, after: SagaID?, limit: Int
    ) throws(JournalError) -> [SagaID] {
        try disk.waiting(in: lane, after: after, limit: limit)
    }

    func deferred(
        after: (Timestamp, SagaID)?, limit: Int
    ) throws(JournalError) -> [(due: Timestamp, saga: SagaID)] {
        try disk.deferred(after: after, limit: limit)
    }

    func records(prefix: String) throws(JournalError) -> [(name: String, bytes: [UInt8])] {
        try disk.records(prefix: prefix)
    }

    func count(of phase: SagaPhase) throws(JournalError) -> Int {
        try disk.count(of: phase)
    }

    func saga(job: String, key: String) throws(JournalError) -> SagaID? {
        try disk.saga(job: job, key: key)
    }

    func definition(_ hash: ContentHash) throws(JournalError) -> [UInt8]? {
        try disk.definition(hash)
    }

    func highestSagaID() throws(JournalError) -> SagaID? {
        try disk.highestSagaID()
    }

    func information() throws(JournalError) -> JournalInformation {
        try disk.information()
    }
}
