internal import Steps

/// What a node that keeps the wire barrier says of a request in its `Saga-Barrier` header
/// (docs/barrier.md).
enum BarrierWord: String {
    /// The header that says it.
    static let header = "Saga-Barrier"

    /// It was answered before: the same reply again.
    case repeated
    /// A compensation whose action never came: there is nothing to undo, and never will be.
    case empty
    /// An action that comes after its compensation: nothing was done.
    case late
    /// The saga has gone on in a later epoch: nothing was done.
    case stale
    /// Its key came with another body before: nothing was done now, and something may have been
    /// then.
    case mismatch
    /// The node has forgotten so old a saga: nothing was done now, and something may have been then.
    case forgotten

    /// What it says about the effect of a request, whatever the status; `nil`: the status tells.
    var outcome: Outcome? {
        switch self {
        case .repeated: nil
        case .empty: .succeeded
        case .late, .stale: .rejected
        case .mismatch, .forgotten: .unknown
        }
    }
}
