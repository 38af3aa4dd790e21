public import Steps

/// A workflow that a simulation runs, and what it is given.
public struct SimulatedSubject: Sendable {
    /// The workflow.
    public var workflow: WorkflowDefinition
    /// The inputs of the nth saga, from 1.
    public var inputs: @Sendable (Int) -> [String: Value]

    /// Puts a subject together.
    ///
    /// - Parameter inputs: the inputs of the nth saga, from 1; they are checked when it is
    ///   submitted.
    public init(
        _ workflow: WorkflowDefinition, inputs: @escaping @Sendable (Int) -> [String: Value]
    ) {
        self.workflow = workflow
        self.inputs = inputs
    }
}
