internal import SagaTesting
internal import Steps

/// What is simulated: random workflows, and a family of sagas that share a lock.
struct RandomSubjects {
    private static let randomOnes = 7

    let all: [SimulatedSubject]

    init(seed: UInt64) throws {
        var maker = RandomWorkflow(generator: SeededGenerator(seed: seed))
        var all: [SimulatedSubject] = []
        for number in 1...Self.randomOnes {
            var workflow = try maker.workflow()
            workflow.name = "random\(number)"
            all.append(SimulatedSubject(workflow) { _ in RandomWorkflow.inputs })
        }
        let family = try Self.family()
        all.append(SimulatedSubject(family) { ["tenant": .string("t\($0 % 2)")] })
        self.all = all
    }

    /// A saga whose child has the lock and changes a node.
    private static func family() throws -> WorkflowDefinition {
        let child = WorkflowDefinition(
            name: "child",
            inputs: ["tenant": InputDefinition(type: .string)],
            locks: [try Template("tenant ${input.tenant}")],
            steps: [
                StepDefinition(
                    id: "change", node: try Template("node02"), action: try call("POST"),
                    compensation: try call("DELETE"))
            ])
        let start = ChildDefinition(
            name: "child", inputs: ["tenant": try Template("${input.tenant}")],
            definition: child)
        return WorkflowDefinition(
            name: "family",
            inputs: ["tenant": InputDefinition(type: .string)],
            steps: [
                StepDefinition(
                    id: "prepare", node: try Template("node01"), action: try call("POST"),
                    compensation: try call("DELETE")),
                StepDefinition(
                    id: "start", action: CallDefinition(.saga(start)),
                    irreversible: "nothing to undo"),
            ])
    }

    private static func call(_ method: String) throws -> CallDefinition {
        CallDefinition(method: method, path: try Template("/do"), timeout: 1_000)
    }
}
