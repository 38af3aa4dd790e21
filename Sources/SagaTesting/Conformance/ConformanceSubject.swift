internal import Journal
internal import SagaEngine
public import Steps

/// How the requests look with which a node is put to the test: those of a step of a workflow.
public struct ConformanceSubject: Sendable {
    /// What stands in an input for an id that is new for each case.
    public static let placeholder = "{id}"

    let definition: PinnedDefinition
    let step: StepDefinition
    /// The inputs as they were given.
    let inputs: [String: Value]

    /// Takes a step of a workflow.
    ///
    /// - Parameters:
    ///   - step: its id; `nil`: the first that can be used.
    ///   - inputs: the workflow's; ``placeholder`` in a text stands for a new id.
    /// - Throws: ``ConformanceError`` if the step makes no requests to a node that can be undone.
    public init(
        _ workflow: WorkflowDefinition, step: String? = nil, inputs: [String: Value]
    ) throws(ConformanceError) {
        let usable = workflow.steps.filter(\.isUsable)
        guard let found = step.map({ id in usable.first { $0.id == id } }) ?? usable.first else {
            let ids = usable.map(\.id).joined(separator: ", ")
            throw ConformanceError(
                "\(step.map { "step '\($0)'" } ?? "no step") of '\(workflow.name)' runs on a node "
                    + "and has an action and a compensation over HTTP"
                    + (ids.isEmpty ? "" : "; these do: \(ids)"))
        }
        definition = PinnedDefinition(
            workflow: workflow, hash: ContentHash(of: (try? workflow.canonicalJSON()) ?? []))
        self.step = found
        self.inputs = inputs
    }

    /// The group API: a group is created, and deleted again.
    public static func groups() throws -> ConformanceSubject {
        let text = """
            workflow: conform
            inputs: { groupId: { type: string } }
            steps:
              - id: create
                forEach: nodes
                action:
                  POST: /v1/group
                  json: { groupId: "${input.groupId}" }
                  succeeded: [201]
                  rejected: [400]
                probe:
                  GET: /v1/group/${input.groupId}
                  succeeded: [200, 404]
                  applied: reply.status == 200
                compensation:
                  DELETE: /v1/group
                  json: { groupId: "${input.groupId}" }
                  succeeded: [200, 404]
            """
        return try ConformanceSubject(
            WorkflowDecoder.decode(text, file: "the group API"),
            inputs: ["groupId": .string("conform-\(placeholder)")])
    }

    /// A saga of its own, that is in no journal.
    ///
    /// - Parameter resource: what the placeholder stands for.
    func saga(_ id: SagaID, resource: String, node: String) throws -> ConformanceSaga {
        let workflow = definition.workflow
        let checked = try workflow.checkedInputs(inputs.mapValues { $0.filled(with: resource) })
        let acceptance = Acceptance(
            workflow: workflow.name, definition: definition.hash, job: "conform", key: resource,
            inputs: checked, nodes: [node])
        let machine = SagaMachine(
            accepted: Entry(
                saga: id, sequence: 1, time: Timestamp(rawValue: 0),
                fact: .sagaAccepted(acceptance)), definition: definition)
        let index = machine.plan.instances.firstIndex { $0.step == step.id && $0.node != nil }
        guard let index else {
            throw ConformanceError("with these inputs step '\(step.id)' runs nowhere")
        }
        return ConformanceSaga(
            machine: machine, index: index, hasProbe: step.probe != nil, id: id,
            resource: resource)
    }
}

extension StepDefinition {
    /// Whether its action and its compensation are requests to a node.
    fileprivate var isUsable: Bool {
        guard case .http = action.operation, action.operation.hasEffect,
            case .http? = compensation?.operation
        else { return false }
        return forEach == .nodes || node != nil
    }
}

extension Value {
    /// The value with another text in place of the placeholder.
    fileprivate func filled(with id: String) -> Value {
        switch self {
        case .string(let text): .string(text.replacing(ConformanceSubject.placeholder, with: id))
        case .list(let values): .list(values.map { $0.filled(with: id) })
        default: self
        }
    }
}
