/// What an operator can tune.
public struct EngineConfiguration: Sendable {
    /// How many unfinished sagas may be in memory; the others wait in the journal.
    public var activeLimit: Int

    /// Accepted sagas of a lane read ahead from the journal, so that a free slot never waits for
    /// the disk.
    static let readAhead = 256
    /// Accepted sagas read ahead in all, but for a few of each lane that has none.
    static let mostAhead = 4_096
    /// What a lane may have read ahead however many others have.
    static let leastAhead = 8

    /// Whether more is to be read ahead, after one saga of a lane was taken.
    static func isLow(_ inLane: Int, _ inAll: Int) -> Bool {
        inLane == 0 || inLane == readAhead / 2 || inAll == mostAhead / 2
    }

    /// Puts a configuration together.
    public init(activeLimit: Int = 20_000) {
        self.activeLimit = activeLimit
    }
}
