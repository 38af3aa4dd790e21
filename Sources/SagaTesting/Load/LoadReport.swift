public import Journal

/// What came of a ``SagaLoad``.
public struct LoadReport: Hashable, Sendable {
    /// Sagas that ended or were parked.
    public var sagas: Int
    /// Those of them that completed.
    public var completed: Int
    /// From the first submission until the last saga was archived.
    public var seconds: Double
    /// Processor time of the whole process meanwhile, in seconds.
    public var processorSeconds: Double
    /// Processor time of each event loop, which make all calls, in seconds; part of the former.
    public var loopSeconds: [Double]
    /// Processor time of the journal's thread, in seconds; part of that of the process.
    public var journalSeconds: Double
    /// Processor time of the archive's thread, in seconds; part of that of the process.
    public var archiveSeconds: Double
    /// What was journaled meanwhile.
    public var journal: JournalStatistics

    /// Sagas that ended in a second.
    public var perSecond: Double { Double(sagas) / seconds }
    /// A time of all sagas as that of one, in microseconds.
    public func microseconds(_ seconds: Double) -> Double { seconds * 1e6 / Double(max(1, sagas)) }
    /// How many entries shared a commit, on average.
    public var entriesPerCommit: Double {
        Double(journal.entries) / Double(max(1, journal.commits))
    }
}
