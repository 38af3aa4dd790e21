public import Steps

/// The step of another saga that a saga was started for.
public struct ParentStep: Hashable, Sendable {
    /// The other saga.
    public var saga: SagaID
    /// The index of the step in that saga's plan.
    public var step: Int
    /// Whether it is the step's action or its compensation.
    public var kind: CallKind

    /// Names a step.
    public init(saga: SagaID, step: Int, kind: CallKind) {
        self.saga = saga
        self.step = step
        self.kind = kind
    }
}
