/// The workflows that a workflow made in code was given as its children.
final class GivenWorkflows: WorkflowLibrary {
    private var given: [String: [WorkflowDefinition]] = [:]

    init(_ workflows: [WorkflowDefinition]) {
        for workflow in workflows where given[workflow.name]?.contains(workflow) != true {
            given[workflow.name, default: []].append(workflow)
        }
    }

    func workflow(
        named name: String, parents: [String]
    ) throws(DefinitionError) -> WorkflowDefinition? {
        guard let workflows = given[name], let workflow = workflows.first else { return nil }
        let problems = ProblemList(file: nil)
        if workflows.count > 1 {
            problems.report(Finding(.root, "there are several of that name"), at: nil)
        }
        if parents.count + workflow.depth > WorkflowLinker.maximumDepth {
            let most = WorkflowLinker.maximumDepth
            problems.report(Finding(.root, "children go at most \(most) deep"), at: nil)
        }
        try problems.throwIfAny()
        // It can have been put together by hand.
        try WorkflowValidator.validate(workflow)
        return workflow
    }
}

extension WorkflowDefinition {
    /// How many generations it has, itself included.
    fileprivate var depth: Int {
        1 + (children.compactMap { $0.definition?.depth }.max() ?? 0)
    }
}
