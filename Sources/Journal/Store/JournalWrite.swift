public import Steps

/// One change to a journal.
///
/// A commit applies a list of them, all or none.
public enum JournalWrite: Sendable {
    /// Stores a definition; does nothing if it is there.
    case define(ContentHash, canonicalJSON: [UInt8])
    /// Takes a saga on, unless its job has accepted its key before: in phase `waiting`, in the
    /// lane of its priority and job, or in phase `deferred` if it has to wait for a time.
    ///
    /// What stands beside the entry is what the ``Acceptance`` in it says.
    ///
    /// A child that a running saga waits for may use half of what is kept for outcomes: without it
    /// its parent could not end, and nothing would ever be freed.
    case accept(
        EncodedEntry, job: String, key: String, priority: Int = Lane.usualPriority,
        notBefore: Timestamp? = nil, isChild: Bool = false)
    /// Adds the next entry of a saga, and moves the saga to another phase if one is given: to
    /// `active` or `ended`, for only an accept makes a saga wait.
    ///
    /// Does nothing for a saga whose accept in the same list was refused.
    case append(EncodedEntry, phase: SagaPhase?)
    /// Removes a saga that the archive holds, with its submission key.
    case remove(SagaID, job: String, key: String)
    /// Stores bytes under a name of 1 to ``longestRecordName`` bytes in place of what is there;
    /// `nil` removes it.
    ///
    /// For the little that is no saga's history. It is written even if an accept in the list is
    /// refused because its key is known.
    case put(record: String, bytes: [UInt8]?)

    /// The most bytes of UTF-8 that the name of a record may have.
    public static let longestRecordName = 200

    /// Whether a name can be a record's: nothing else may be written.
    package static func isRecordName(_ name: String) -> Bool {
        (1...longestRecordName).contains(name.utf8.count)
    }
}
