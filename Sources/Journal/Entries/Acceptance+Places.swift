public import Steps

extension Acceptance {
    /// The nodes that the saga has steps on.
    public func places(of definition: WorkflowDefinition) -> [String] {
        otherPlaces(of: definition) ?? nodes
    }

    /// The nodes that the saga has steps on, in the order of their names; `nil` if they are those
    /// that it was accepted for, which of most workflows is clear without a look at any name.
    func otherPlaces(of definition: WorkflowDefinition) -> [String]? {
        let visits = definition.steps.contains { $0.forEach == .nodes }
        if visits, definition.steps.allSatisfy({ $0.forEach == .nodes || $0.node == nil }) {
            return nil
        }
        var found: Set<ExactText> = []
        for instance in plan(of: definition).instances {
            if let node = instance.node { found.insert(ExactText(node)) }
        }
        guard found != Set(nodes.map { ExactText($0) }) else { return nil }
        return found.map(\.text).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
