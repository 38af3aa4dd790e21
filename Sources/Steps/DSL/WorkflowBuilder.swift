/// A part of a workflow.
public enum WorkflowPart: Sendable {
    /// A value that a submission has to give.
    case input(Input)
    /// A lock that a saga holds.
    case lock(Lock)
    /// A step.
    case step(Step)
}

/// Puts the parts of a workflow together; `if` and `for` can stand among them.
@resultBuilder
public enum WorkflowBuilder {
    /// Takes a value that a submission has to give.
    public static func buildExpression(_ input: Input) -> [WorkflowPart] { [.input(input)] }

    /// Takes a lock that a saga holds.
    public static func buildExpression(_ lock: Lock) -> [WorkflowPart] { [.lock(lock)] }

    /// Takes a step.
    public static func buildExpression(_ step: Step) -> [WorkflowPart] { [.step(step)] }

    /// Takes parts that several workflows share, from a function that is marked as this builder.
    public static func buildExpression(_ parts: [WorkflowPart]) -> [WorkflowPart] { parts }

    /// Puts parts in a row.
    public static func buildBlock(_ parts: [WorkflowPart]...) -> [WorkflowPart] {
        parts.flatMap(\.self)
    }

    /// Takes what an `if` without `else` gives.
    public static func buildOptional(_ parts: [WorkflowPart]?) -> [WorkflowPart] { parts ?? [] }

    /// Takes what the first branch of an `if` gives.
    public static func buildEither(first parts: [WorkflowPart]) -> [WorkflowPart] { parts }

    /// Takes what the other branch of an `if` gives.
    public static func buildEither(second parts: [WorkflowPart]) -> [WorkflowPart] { parts }

    /// Takes what a `for` gives.
    public static func buildArray(_ parts: [[WorkflowPart]]) -> [WorkflowPart] {
        parts.flatMap(\.self)
    }
}
