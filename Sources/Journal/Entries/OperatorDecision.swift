public import Steps

/// What an operator decided about a saga, beside sending it on, undoing it and ending it, which
/// are facts of their own.
public enum OperatorDecision: Hashable, Sendable {
    /// A step is taken as done although its action has no effect.
    case skip(step: Int)
    /// A step that was skipped by mistake is to be done after all.
    case unskip(step: Int)
    /// Somebody knows what became of a step: of its action on the way forward, of its compensation
    /// on the way back.
    case settle(step: Int, SettledAs)
    /// The requests of a step are filled in with these inputs instead of the saga's.
    case edit(step: Int, inputs: [String: Value])
    /// A parked saga is to be undone.
    case compensate
    /// A step that could not be undone stays as it is, and the others are undone.
    case forward(step: Int)
    /// Nothing of the saga is begun any more.
    case pause
    /// The saga goes on.
    case unpause

    /// What an operator knows of a step.
    public enum SettledAs: UInt8, Hashable, Sendable, CaseIterable {
        /// The action took effect; on the way back: it is undone.
        case succeeded = 1
        /// The action had no effect, and never will have.
        case rejected = 2
    }

    /// The index of the step that it is about, if it is about one.
    public var step: Int? {
        switch self {
        case .skip(let step), .unskip(let step), .settle(let step, _), .edit(let step, _),
            .forward(let step):
            step
        case .compensate, .pause, .unpause: nil
        }
    }

    /// Whether a parked saga goes on with it.
    public var sendsOn: Bool {
        switch self {
        case .settle, .compensate, .forward: true
        case .skip, .unskip, .edit, .pause, .unpause: false
        }
    }

    /// The word used in output.
    public var word: String {
        switch self {
        case .skip: "skip"
        case .unskip: "unskip"
        case .settle: "settle"
        case .edit: "edit"
        case .compensate: "compensate"
        case .forward: "forward"
        case .pause: "pause"
        case .unpause: "unpause"
        }
    }
}

extension OperatorDecision.SettledAs: CustomStringConvertible {
    /// The word used in output.
    public var description: String {
        switch self {
        case .succeeded: "succeeded"
        case .rejected: "rejected"
        }
    }
}
