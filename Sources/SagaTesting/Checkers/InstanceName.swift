public import Steps

/// The name of a step's instance, as entries and idempotency keys give it: `create@node01`,
/// `create#2@node01`, `approve`.
///
/// Of an item it has the number alone: that tells the items of a saga apart, and keys say no more.
public struct InstanceName: Hashable, Sendable {
    /// The id of the step.
    public var step: String
    /// The place of the item that it is repeated for, from 1.
    public var item: Int?
    /// The node that it runs on.
    public var node: String?

    /// Puts a name together.
    public init(step: String, item: Int? = nil, node: String? = nil) {
        self.step = step
        self.item = item
        self.node = node
    }

    /// Names an instance of a plan.
    public init(_ instance: StepInstance) {
        self.init(step: instance.step, item: instance.item?.number, node: instance.node)
    }

    /// Reads a name; `nil` if it is none. Ids of steps have no `@` or `#`, names of nodes may.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let front = parts[0].split(separator: "#", omittingEmptySubsequences: false)
        guard let step = front.first, !step.isEmpty, front.count <= 2 else { return nil }
        let item = front.count == 2 ? Int(front[1]) : nil
        guard (item != nil) == (front.count == 2) else { return nil }
        self.init(
            step: String(step), item: item, node: parts.count == 2 ? String(parts[1]) : nil)
    }
}

extension InstanceName: CustomStringConvertible {
    /// The text form.
    public var description: String {
        step + (item.map { "#\($0)" } ?? "") + (node.map { "@\($0)" } ?? "")
    }
}
