internal import Steps

/// What came of reading an archive to its end.
struct ArchiveTally {
    var findings: [JournalFinding] = []
    /// Rows.
    var sagas = 0
    /// Rows of sagas that the journal does not have any more.
    var alone = 0
    var newest: SagaID?
}
