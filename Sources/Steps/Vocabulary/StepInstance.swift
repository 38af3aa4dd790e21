/// One step on one node, or for one item of a list: the unit that is tried, settled and
/// compensated.
public struct StepInstance: Hashable, Sendable {
    /// The id of the step in its workflow.
    public let step: String
    /// The name of the node that it runs on, if it runs on one.
    public let node: String?
    /// The item that it is repeated for, if it is repeated for a list.
    public let item: Item?

    /// An item of a list.
    public struct Item: Hashable, Sendable {
        /// Its place in the list, from 1.
        public let number: Int
        /// What stands there.
        public let value: Value

        /// Names an item.
        public init(number: Int, value: Value) {
            self.number = number
            self.value = value
        }
    }

    /// Names a step on a node.
    public init(step: String, node: String?, item: Item? = nil) {
        self.step = step
        self.node = node
        self.item = item
    }
}

extension StepInstance: CustomStringConvertible {
    /// The form used in idempotency keys and messages: `create@node01`, `create#2@node01`,
    /// `approve`.
    public var description: String {
        var text = step
        if let item { text += "#\(item.number)" }
        if let node {
            text += "@"
            text += node
        }
        return text
    }
}
