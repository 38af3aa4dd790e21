public import Steps

/// What a verification read, and what it found.
public struct JournalReport: Sendable {
    /// Everything that is wrong; empty if nothing is.
    public internal(set) var findings: [JournalFinding] = []
    /// Entries of the journal that were read.
    public internal(set) var entries = 0
    /// Sagas of the journal that were read.
    public internal(set) var sagas = 0
    /// Sagas of the archive that were read.
    public internal(set) var archived = 0
    /// Whether the newest entries of any saga may be lost without a trace.
    var areTailsInDoubt = false

    /// The sagas that something is found about.
    public var damaged: Set<SagaID> { Set(findings.compactMap(\.saga)) }
}
