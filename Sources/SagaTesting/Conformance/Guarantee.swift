/// What a node guarantees that keeps the wire barrier (docs/barrier.md).
public enum Guarantee: String, CaseIterable, Sendable {
    /// The probe says what the action and the compensation have done.
    case probe = "probe agrees"
    /// The same key twice has one effect, and the same reply.
    case deduplication = "deduplication"
    /// Duplicates at the same time have one effect, too.
    case concurrency = "concurrent duplicates"
    /// The same key with another body is refused.
    case keyReuse = "key reuse"
    /// A compensation whose action never came succeeds.
    case emptyCompensation = "empty compensation"
    /// An action that comes after its compensation does nothing.
    case hangingAction = "hanging action"
    /// A compensation that comes again undoes nothing that came after it.
    case repeatedCompensation = "repeated compensation"
    /// A refused try stays refused, and a newer one is looked at anew.
    case refusal = "refusals"
    /// A saga that has gone on in a later epoch is deaf to the earlier one.
    case epoch = "stale epoch"

    /// What a node has to do to give it.
    public var advice: String {
        switch self {
        case .probe: "answer a read with what is committed, and nothing else"
        case .deduplication:
            "insert a row for (saga, step, direction) in the transaction of the effect; where it "
                + "is there, send its reply again"
        case .concurrency:
            "let the primary key of the table decide between requests at the same time, not a look "
                + "before the effect"
        case .keyReuse:
            "keep a fingerprint of the request in its row; answer 422 and 'Saga-Barrier: mismatch' "
                + "where it differs"
        case .emptyCompensation:
            "where the action's row is missing, insert it as blocked, change nothing, and answer "
                + "success with 'Saga-Barrier: empty'"
        case .hangingAction:
            "where the action's row is blocked, change nothing, and answer 409 with "
                + "'Saga-Barrier: late'"
        case .repeatedCompensation: "send the first reply again instead of undoing once more"
        case .refusal:
            "keep a refusal with its Saga-Attempt; look at the request anew only if the number is "
                + "higher"
        case .epoch:
            "keep the highest Saga-Epoch of each saga; below it change nothing, and answer 409 with "
                + "'Saga-Barrier: stale'"
        }
    }
}
