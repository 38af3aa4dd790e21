import Testing

@testable import Steps

/// What a file says is what the definition holds, and stays it when stored and read back.
struct WorkflowMeaningTests {
    static func workflow(_ step: String) throws -> WorkflowDefinition {
        try WorkflowDecoder.decode(
            "workflow: w\nsteps:\n  - { id: a, forEach: nodes, \(step) }\n", file: "x.yaml")
    }

    @Test func theExampleReadsAsItIsMeant() throws {
        let text = try WorkflowFilesTests.content("workflows/create-group.yaml")
        let workflow = try WorkflowDecoder.decode(text, file: "create-group.yaml")
        let step = try #require(workflow.steps.first)
        #expect(workflow.locks.map(\.source) == ["group/${input.groupId}"])
        #expect(step.forEach == .nodes)
        #expect(step.before?.when?.source == "not node.timestamps")
        #expect(step.before?.call.statuses == StatusRules(succeeded: [404], rejected: [200]))
        #expect(step.action.request?.method == "POST")
        #expect(
            step.action.json == .object(["groupId": .template(try Template("${input.groupId}"))]))
        #expect(step.action.retry == .forward)
        #expect(step.compensation?.retry == .backward)
        #expect(step.compensation?.timeout == CallDefinition.defaultTimeout)
    }

    @Test func doneIsAmongTheSucceeded() throws {
        let text = try WorkflowFilesTests.content("workflows/delete-group.yaml")
        let workflow = try WorkflowDecoder.decode(text, file: "delete-group.yaml")
        #expect(workflow.steps[0].before?.done == [404])
        #expect(workflow.steps[0].before?.call.statuses.succeeded == [200, 404])
    }

    @Test func defaultsOfAStepReachItsRequests() throws {
        let step = try Self.workflow(
            """
            timeout: 2s, retry: { attempts: 3, initial: 0s }, before: { GET: /b },
                action: { PUT: /a, timeout: 1.5s, retry: { cap: 1s } },
                compensation: { DELETE: /a, retry: { initial: 250ms } }
            """
        ).steps[0]
        #expect(step.before?.call.timeout == .seconds(2))
        #expect(step.before?.call.retry == RetryPolicy(attempts: 3, initial: 0))
        #expect(step.action.timeout == 1_500)
        #expect(step.action.retry == RetryPolicy(attempts: 3, initial: 0, cap: 1_000))
        #expect(step.compensation?.timeout == .seconds(2))
        #expect(step.compensation?.retry == RetryPolicy(attempts: 30, initial: 250))
    }

    @Test func bodiesKeepTheirTypes() throws {
        let json = "{ a: [1, -2.5, 1.0, true, null, ~, '1', no way, \"\", 1e3], b: {}, c: [] }"
        let step = try Self.workflow(
            "action: { POST: /a, json: \(json) }, compensation: { none: nothing is kept }"
        )
        .steps[0]
        let body = try step.action.json?.json { _ in nil }
        #expect(
            body
                == #"{"a":[1,-2.5,1,true,null,null,"1","no way","",1000],"b":{},"c":[]}"#)
    }

    @Test(arguments: [
        "action: { POST: /a, json: { a: [1.0, 0.1, 1e20, -0.0, '$${x}', null] } }, "
            + "compensation: { none: nothing is kept }",
        "action: { PUT: /a, headers: { b: '${saga.id}' }, retry: { multiplier: 1.5 } }, "
            + "compensation: { DELETE: '/${input.n}' }",
    ])
    func aStoredDefinitionIsTheSame(step: String) throws {
        let inputs = "inputs: { n: { type: number, default: 2.0 } }\n"
        let text = "workflow: w\n\(inputs)steps:\n  - { id: a, forEach: nodes, \(step) }\n"
        let workflow = try WorkflowDecoder.decode(text, file: "x.yaml")
        let stored = try workflow.canonicalJSON()
        let restored = try WorkflowDefinition(canonicalJSON: stored)
        #expect(restored == workflow)
        #expect(try ContentHash(of: restored.canonicalJSON()) == ContentHash(of: stored))
    }

    @Test(arguments: WorkflowFilesTests.names)
    func shippedWorkflowsAreTheSameWhenStored(name: String) throws {
        let text = try WorkflowFilesTests.content("workflows/\(name).yaml")
        let workflow = try WorkflowDecoder.decode(text, file: name)
        #expect(try WorkflowDefinition(canonicalJSON: workflow.canonicalJSON()) == workflow)
        try WorkflowValidator.validate(workflow)
    }

    @Test func definitionsInCodeAreHeldToTheSameRules() throws {
        let action = CallDefinition(method: "POST", path: try Template("v1"), timeout: 0)
        let step = StepDefinition(
            id: "create", forEach: .nodes, action: action, compensation: nil)
        let error = #expect(throws: DefinitionError.self) {
            try WorkflowValidator.validate(WorkflowDefinition(name: "w", steps: [step]))
        }
        #expect(
            error?.problems.map(\.place) == [
                "steps.create", "steps.create.action.POST", "steps.create.action.timeout",
            ])
        #expect(
            error?.problems.dropFirst().first?.description
                == "steps.create.action.POST: a path starts with '/'"
        )
    }
}
