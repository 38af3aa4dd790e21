public import Steps

extension Acceptance {
    /// The nodes that the saga has steps on, each once: those that it was accepted for in their
    /// order if that is all of them, as of most workflows, else in the order of their names.
    public func places(of definition: WorkflowDefinition) -> [String] {
        places(of: plan(of: definition).instances)
    }

    /// See ``places(of:)``.
    func places(of instances: [StepInstance]) -> [String] {
        var found: Set<ExactText> = []
        for instance in instances {
            if let node = instance.node { found.insert(ExactText(node)) }
        }
        guard found != Set(nodes.map { ExactText($0) }) else { return nodes }
        return found.map(\.text).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
