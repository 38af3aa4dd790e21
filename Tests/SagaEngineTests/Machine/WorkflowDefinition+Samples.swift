import Steps

@testable import SagaEngine

extension PinnedDefinition {
    convenience init(_ workflow: WorkflowDefinition) throws {
        self.init(workflow: workflow, hash: ContentHash(of: try workflow.canonicalJSON()))
    }
}

extension WorkflowDefinition {
    /// A create-group as in `workflows/`, with few tries.
    static func create(before: Bool = false) throws -> WorkflowDefinition {
        WorkflowDefinition(
            name: "create", inputs: ["groupId": InputDefinition(type: .string)],
            locks: [try Template("group/${input.groupId}")],
            steps: [
                StepDefinition(
                    id: "create", forEach: .nodes,
                    before: before
                        ? BeforeDefinition(
                            call: CallDefinition(
                                method: "GET", path: try Template("/g"),
                                statuses: StatusRules(succeeded: [200, 404]),
                                retry: RetryPolicy(attempts: 2)), done: [404]) : nil,
                    action: CallDefinition(
                        method: "POST", path: try Template("/g"), timeout: 1_000,
                        retry: RetryPolicy(attempts: 2)),
                    probe: ProbeDefinition(
                        call: CallDefinition(
                            method: "GET", path: try Template("/g"),
                            retry: RetryPolicy(attempts: 2)),
                        applied: try Condition("reply.status == 200")),
                    compensation: CallDefinition(
                        method: "DELETE", path: try Template("/g"),
                        retry: RetryPolicy(attempts: 3)))
            ])
    }

    /// Steps of local programs, which need no node.
    static func steps(
        _ steps: [StepDefinition], inputs: [String: InputDefinition] = [:],
        locks: [Template] = [], deadline: Milliseconds? = nil,
        onFailure: FailurePolicy = .compensate
    ) -> WorkflowDefinition {
        WorkflowDefinition(
            name: "sample", inputs: inputs, locks: locks, deadline: deadline,
            onFailure: onFailure, steps: steps)
    }

    /// a, then b and c beside each other, then d.
    static func diamond(onFailure: FailurePolicy = .compensate) throws -> WorkflowDefinition {
        .steps(
            [
                try .program("a", needs: []), try .program("b", needs: ["a"]),
                try .program("c", needs: ["a"]), try .program("d", needs: ["b", "c"]),
            ], onFailure: onFailure)
    }
}

extension StepDefinition {
    /// A local program with two tries, and one that undoes it.
    static func program(
        _ id: String, needs: [String]? = nil, _ recovery: Recovery = .compensatable,
        forEach: Iteration? = nil, parallel: Int = 1, when: String? = nil,
        retry: RetryPolicy = RetryPolicy(attempts: 2), onFailure: FailurePolicy? = nil
    ) throws -> StepDefinition {
        let undo = CallDefinition(
            .program(name: "undo", arguments: []), retry: RetryPolicy(attempts: 2))
        return StepDefinition(
            id: id, needs: needs, recovery: recovery, forEach: forEach, parallel: parallel,
            when: try when.map { try Condition($0) },
            action: CallDefinition(
                .program(name: "do", arguments: []), timeout: 1_000, retry: retry),
            compensation: recovery == .compensatable ? undo : nil, onFailure: onFailure)
    }

    /// A step that does one thing, and has nothing to undo.
    static func wait(
        _ id: String, needs: [String]? = nil, _ recovery: Recovery = .compensatable,
        _ operation: Operation, forEach: Iteration? = nil, parallel: Int = 1,
        onFailure: FailurePolicy? = nil
    ) -> StepDefinition {
        StepDefinition(
            id: id, needs: needs, recovery: recovery, forEach: forEach, parallel: parallel,
            action: CallDefinition(operation), onFailure: onFailure)
    }
}

extension SignalDefinition {
    static func asking(
        _ question: String, limit: Milliseconds? = nil, default: Bool = false
    ) throws -> SignalDefinition {
        SignalDefinition(question: try Template(question), limit: limit, default: `default`)
    }
}
