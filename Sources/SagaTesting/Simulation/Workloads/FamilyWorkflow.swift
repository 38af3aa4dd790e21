internal import Steps

/// A saga whose child holds a lock, changes a node and can be undone.
enum FamilyWorkflow {
    /// The sagas of a few tenants, which take turns.
    static func subject() throws -> SimulatedSubject {
        SimulatedSubject(try workflow()) { ["tenant": .string("t\($0 % 2)")] }
    }

    private static func workflow() throws -> WorkflowDefinition {
        let inputs = ["tenant": InputDefinition(type: .string)]
        let child = WorkflowDefinition(
            name: "child", inputs: inputs, locks: [try Template("tenant ${input.tenant}")],
            steps: [try change("change", at: "node02")])
        let start = ChildDefinition(
            name: "child", inputs: ["tenant": try Template("${input.tenant}")],
            definition: child)
        return WorkflowDefinition(
            name: "family", inputs: inputs,
            steps: [
                try change("prepare", at: "node01"),
                StepDefinition(
                    id: "start", action: CallDefinition(.saga(start)),
                    irreversible: "nothing to undo"),
            ])
    }

    private static func change(_ id: String, at node: String) throws -> StepDefinition {
        func call(_ method: String) throws -> CallDefinition {
            CallDefinition(method: method, path: try Template("/do"), timeout: 1_000)
        }
        return StepDefinition(
            id: id, node: try Template(node), action: try call("POST"),
            compensation: try call("DELETE"))
    }
}
