/// What an operator can tune.
public struct EngineConfiguration: Sendable {
    /// How many unfinished sagas may be in memory; the others wait in the journal.
    public var activeLimit: Int

    /// Accepted sagas of a lane read ahead from the journal, so that a free slot never waits for
    /// the disk.
    static let readAhead = 256

    /// Puts a configuration together.
    public init(activeLimit: Int = 20_000) {
        self.activeLimit = activeLimit
    }
}
