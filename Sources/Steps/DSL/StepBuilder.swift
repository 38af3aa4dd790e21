/// A part of a step.
public enum StepPart: Sendable {
    /// The read before the action.
    case before(Before)
    /// The forward change.
    case action(Action)
    /// The question whether it took effect.
    case probe(Probe)
    /// The backward change.
    case compensation(Compensation)
    /// The reason why there is none.
    case nothingToUndo(NothingToUndo)
    /// A name for a part of the reply.
    case output(Output)
}

/// Puts the parts of a step together; `if` and `for` can stand among them.
@resultBuilder
public enum StepBuilder {
    /// Takes the read before the action.
    public static func buildExpression(_ before: Before) -> [StepPart] { [.before(before)] }

    /// Takes the forward change.
    public static func buildExpression(_ action: Action) -> [StepPart] { [.action(action)] }

    /// Takes the question whether it took effect.
    public static func buildExpression(_ probe: Probe) -> [StepPart] { [.probe(probe)] }

    /// Takes the backward change.
    public static func buildExpression(_ compensation: Compensation) -> [StepPart] {
        [.compensation(compensation)]
    }

    /// Takes the reason why there is none.
    public static func buildExpression(_ reason: NothingToUndo) -> [StepPart] {
        [.nothingToUndo(reason)]
    }

    /// Takes a name for a part of the reply.
    public static func buildExpression(_ output: Output) -> [StepPart] { [.output(output)] }

    /// Takes parts that several steps share, from a function that is marked as this builder.
    public static func buildExpression(_ parts: [StepPart]) -> [StepPart] { parts }

    /// Puts parts in a row.
    public static func buildBlock(_ parts: [StepPart]...) -> [StepPart] { parts.flatMap(\.self) }

    /// Takes what an `if` without `else` gives.
    public static func buildOptional(_ parts: [StepPart]?) -> [StepPart] { parts ?? [] }

    /// Takes what the first branch of an `if` gives.
    public static func buildEither(first parts: [StepPart]) -> [StepPart] { parts }

    /// Takes what the other branch of an `if` gives.
    public static func buildEither(second parts: [StepPart]) -> [StepPart] { parts }

    /// Takes what a `for` gives.
    public static func buildArray(_ parts: [[StepPart]]) -> [StepPart] { parts.flatMap(\.self) }
}
