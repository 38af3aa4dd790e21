public import Steps

/// What an operator can ask of a saga.
public enum OperatorVerb: Hashable, Sendable, Codable {
    /// Try now: a parked saga with a fresh number of tries, a running one without its pause.
    case retry
    /// Take a step as done.
    case skip(step: String)
    /// Do a step after all that was skipped.
    case unskip(step: String)
    /// The outcome of a step is known: its action took effect or did not; on the way back, it is
    /// undone or never was done.
    case settle(step: String, succeeded: Bool)
    /// Fill in the requests of a step with other inputs.
    case edit(step: String, inputs: [String: Value])
    /// Undo a parked saga.
    case compensate
    /// Leave what cannot be undone, and undo the rest; `nil`: all that cannot be undone.
    case forward(step: String?)
    /// End the saga as it stands.
    case abandon
    /// Undo a saga, parked or not.
    case cancel
    /// Begin nothing more of the saga.
    case pause
    /// Let it go on.
    case unpause

    /// The word used on the command line.
    public var word: String {
        switch self {
        case .retry: "retry"
        case .skip: "skip"
        case .unskip: "unskip"
        case .settle: "settle"
        case .edit: "edit"
        case .compensate: "compensate"
        case .forward: "forward"
        case .abandon: "abandon"
        case .cancel: "cancel"
        case .pause: "pause"
        case .unpause: "unpause"
        }
    }
}
