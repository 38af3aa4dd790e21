public import Steps

/// Something that is not what was written.
public struct JournalFinding: Hashable, Sendable {
    /// The saga that it is about, if it is about one.
    public var saga: SagaID?
    /// Where in the files it is, if it is about no saga: a table, a page, a record, the archive.
    public var place: String?
    /// What was found, for people.
    public var what: String

    /// Puts a finding together.
    public init(saga: SagaID?, place: String? = nil, what: String) {
        self.saga = saga
        self.place = place
        self.what = what
    }
}
