public import Steps

/// Something that is not what was written.
public struct JournalFinding: Hashable, Sendable {
    /// The saga that it is about, if it is about one.
    public var saga: SagaID?
    /// What was found, for people.
    public var what: String

    /// Puts a finding together.
    public init(saga: SagaID?, what: String) {
        self.saga = saga
        self.what = what
    }
}
