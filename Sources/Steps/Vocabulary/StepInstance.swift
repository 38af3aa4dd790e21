/// One step on one node: the unit that is tried, settled and compensated.
public struct StepInstance: Hashable, Sendable {
    /// The id of the step in its workflow.
    public let step: String
    /// The name of the node that it runs on.
    public let node: String

    /// Names a step on a node.
    public init(step: String, node: String) {
        self.step = step
        self.node = node
    }
}

extension StepInstance: CustomStringConvertible {
    /// The form used in idempotency keys and messages: `create@node01`.
    public var description: String {
        "\(step)@\(node)"
    }
}
