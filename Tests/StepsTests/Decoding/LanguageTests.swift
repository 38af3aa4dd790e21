import Testing

@testable import Steps

/// Every key of a step, as it is meant.
struct LanguageTests {
    /// A workflow that uses all there is but children, which lie in other files.
    static let text = """
        workflow: everything
        summary: All that there is.
        inputs:
          names: { type: list, pattern: '[a-z]+', default: [a, b] }
          id: { type: string }
          share: { type: number, default: 0.1 }
        locks: [a, 'group/${input.id}']
        deadline: 7d
        onFailure: park
        steps:
          - id: read
            forEach: nodes
            parallel: 3
            pool: slow
            action: { PROPFIND: /a, bearer: token, expect: reply.body.ok == true }
            output: { etag: reply.headers.ETag, first: "reply.body['a.b'][0]", code: reply.status }
          - id: write
            needs: [read]
            forEach: input.names
            node: n-${item}
            when: item in input.names and input.share <= 0.5
            before: { GET: /a, when: not node.timestamps, succeeded: [200], done: [404] }
            action:
              POST: /a/${item}
              headers: { a: '${before.body.x?}', b: 'c' }
              text: ${steps.read.output.etag}!
              succeeded: [201]
              rejected: [409]
              timeout: 1.5s
              retry: { attempts: 3, initial: 1s, multiplier: 1.5, cap: 2s, on: [unknown, 503] }
            probe: { GET: /a, applied: reply.status == 200 and reply.body.id == before.body.id }
            compensation: { DELETE: '/a/${steps.write.reply.body.id}', json: { a: [1, null, 0.5] } }
            onFailure: continue
          - { id: wait, needs: [], action: { sleep: 1.5s } }
          - id: ask
            needs: [write, wait]
            action: { signal: 'Go on with ${input.id}?', timeout: 2d, default: yes }
          - id: run
            action: { exec: [tool, --id, '${input.id}'], rejected: [3] }
            compensation: { none: it only counts }
          - id: call
            class: pivot
            action: { use: mail, with: { to: '${input.names}', n: 1 }, expect: reply.status == 0 }
            onFailure: park
          - { id: last, class: retriable, action: { use: mail, with: null }, retry: { on: [] } }

        """

    static func step(_ id: String) throws -> StepDefinition {
        let workflow = try WorkflowDecoder.decode(text, file: "w.yaml")
        return try #require(workflow.steps.first { $0.id == id })
    }

    @Test func theWorkflowIsRead() throws {
        let workflow = try WorkflowDecoder.decode(Self.text, file: "w.yaml")
        #expect(workflow.deadline == .seconds(7 * 86_400))
        #expect(workflow.onFailure == .park)
        #expect(
            workflow.inputs["names"]
                == InputDefinition(
                    type: .list, pattern: "[a-z]+", default: .list([.string("a"), .string("b")])))
        #expect(
            workflow.steps.map(\.needs) == [nil, ["read"], [], ["write", "wait"], nil, nil, nil])
        let graph = StepGraph(workflow.steps)
        #expect(graph.needs == [[], [0], [], [1, 2], [3], [4], [5]])
        #expect(graph.order == [0, 1, 2, 3, 4, 5, 6])
        #expect(graph.isBefore(0, 6) && graph.isBefore(2, 3) && !graph.isBefore(2, 1))
    }

    @Test func aReadIsRead() throws {
        let step = try Self.step("read")
        #expect(step.forEach == .nodes && step.parallel == 3 && step.pool == "slow")
        #expect(step.compensation == nil && step.irreversible == nil)
        #expect(step.action.request?.method == "PROPFIND")
        #expect(step.action.request?.bearer == "token")
        #expect(step.action.expect?.source == "reply.body.ok == true")
        #expect(
            step.output == [
                "etag": .header("etag"), "first": .body(["a.b", "0"]), "code": .status,
            ])
    }

    @Test func aWriteIsRead() throws {
        let step = try Self.step("write")
        #expect(step.forEach == .input("names") && step.parallel == 1)
        #expect(step.node?.source == "n-${item}" && step.onFailure == .continue)
        #expect(step.when?.source == "item in input.names and input.share <= 0.5")
        #expect(step.before?.done == [404])
        #expect(step.before?.call.statuses == StatusRules(succeeded: [200, 404]))
        #expect(step.action.request?.body == .text(try Template("${steps.read.output.etag}!")))
        #expect(step.action.statuses == StatusRules(succeeded: [201], rejected: [409]))
        #expect(step.action.timeout == 1_500)
        #expect(
            step.action.retry
                == RetryPolicy(
                    attempts: 3, initial: 1_000, multiplier: 1.5, cap: 2_000,
                    on: [.outcome(.unknown), .status(503)]))
        #expect(step.compensation?.retry == .backward)
        #expect(
            step.compensation?.json
                == .object([
                    "a": .array([.value(.integer(1)), .value(.null), .value(.number(0.5))])
                ]))
    }

    @Test func whatIsNoRequestIsRead() throws {
        #expect(try Self.step("wait").action.operation == .sleep(1_500))
        #expect(
            try Self.step("ask").action.operation
                == .signal(
                    SignalDefinition(
                        question: Template("Go on with ${input.id}?"),
                        limit: .seconds(2 * 86_400), default: true)))
        let run = try Self.step("run")
        #expect(
            try run.action.operation
                == .program(
                    name: "tool", arguments: [Template("--id"), Template("${input.id}")]))
        #expect(run.action.statuses == StatusRules(rejected: [3]))
        #expect(run.compensation == nil && run.irreversible == "it only counts")
        #expect(
            try Self.step("call").action.operation
                == .registered(
                    name: "mail",
                    input: .object([
                        "to": .template(Template("${input.names}")), "n": .value(.integer(1)),
                    ])))
        #expect(try Self.step("last").action.operation == .registered(name: "mail", input: nil))
        #expect(try Self.step("last").action.retry.on == [])
    }

    @Test func aStoredDefinitionIsTheSame() throws {
        let workflow = try WorkflowDecoder.decode(Self.text, file: "w.yaml")
        let stored = try workflow.canonicalJSON()
        let restored = try WorkflowDefinition(canonicalJSON: stored)
        #expect(restored == workflow)
        #expect(try restored.canonicalJSON() == stored)
        try WorkflowValidator.validate(restored)
        // Sagas that are under way are pinned to this: another hash is another definition to them.
        #expect(ContentHash(of: stored).description == "3c077412e595")
    }

    /// What only reads, waits or asks leaves nothing behind, so nothing says how to undo it.
    @Test(arguments: [
        "GET: /", "HEAD: /", "OPTIONS: /", "PROPFIND: /", "QUERY: /", "REPORT: /", "SEARCH: /",
        "sleep: 1s", "signal: now?", "signal: now?, timeout: 366d, default: no",
    ])
    func nothingIsToBeUndone(action: String) throws {
        let workflow = try WorkflowMeaningTests.workflow("action: { \(action) }")
        #expect(!workflow.steps[0].action.operation.hasEffect)
    }

    @Test(arguments: ["POST: /", "MKCOL: /", "PURGE: /", "exec: [p]", "use: k"])
    func whatHasAnEffectHasACompensation(action: String) {
        let error = #expect(throws: DefinitionError.self) {
            try WorkflowMeaningTests.workflow("action: { \(action) }")
        }
        #expect(error?.description.contains("'compensation' is missing") == true)
    }
}
