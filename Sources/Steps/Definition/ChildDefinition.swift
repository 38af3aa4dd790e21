/// A saga that another one starts as one of its steps, and waits for.
///
/// It succeeded when it completed, and was rejected when it compensated itself. Its locks are held
/// by its parent from the start, so that no circle of waiting sagas can close.
public struct ChildDefinition: Hashable, Sendable, Codable {
    /// The name of the child's workflow.
    public var name: String
    /// What the child is given.
    public var inputs: [String: Template]
    /// The list input of the parent that names the child's nodes; without it, it has the parent's.
    public var nodes: String?
    /// The child's definition, which is part of the parent's: both are pinned together.
    public var definition: WorkflowDefinition?

    /// Names a child; the definition is found when the parent is decoded.
    public init(
        name: String, inputs: [String: Template] = [:], nodes: String? = nil,
        definition: WorkflowDefinition? = nil
    ) {
        self.name = name
        self.inputs = inputs
        self.nodes = nodes
        self.definition = definition
    }
}
