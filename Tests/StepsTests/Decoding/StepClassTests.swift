import Testing

@testable import Steps

/// Which steps can be undone, and in which order their kinds come.
struct StepClassTests {
    private static let undone = "action: { PUT: /a }, compensation: { DELETE: /a }"
    private static let kept = "action: { PUT: /a }"

    static func decode(_ steps: [String]) throws -> WorkflowDefinition {
        let lines = steps.map { "  - { forEach: nodes, \($0) }\n" }.joined()
        return try WorkflowDecoder.decode("workflow: w\nsteps:\n" + lines, file: "x.yaml")
    }

    @Test func oneOfEachInOrder() throws {
        let workflow = try Self.decode([
            "id: a, \(Self.undone)", "id: b, class: pivot, \(Self.kept)",
            "id: c, class: retriable, \(Self.kept)",
        ])
        #expect(workflow.steps.map(\.recovery) == [.compensatable, .pivot, .retriable])
        // What can only go forward is tried for longer.
        #expect(workflow.steps[1].action.retry == .forward)
        #expect(workflow.steps[2].action.retry == .backward)
        let stored = try WorkflowDefinition(canonicalJSON: workflow.canonicalJSON())
        #expect(stored == workflow)
    }

    @Test(arguments: [
        (["id: a, class: pivot, \(kept)", "id: b, \(undone)"], "comes after the pivot 'a'"),
        (
            ["id: a, class: pivot, \(kept)", "id: b, class: pivot, \(kept)"],
            "one pivot, and 'a' is it already"
        ),
        (["id: a, class: retriable, \(kept)"], "comes after one of class 'pivot'"),
        (["id: a, class: pivot, \(undone)"], "is never undone"),
        (["id: a, class: pivto, \(kept)"], "did you mean 'pivot'"),
        (["id: a, \(kept)"], "'compensation' is missing"),
        (["id: a, when: reply.status == 1, \(undone)"], "is only known in 'applied'"),
        (["id: a, when: steps.b.reply.status == 1, \(undone)"], "names no step"),
        (
            [
                "id: a, action: { PUT: \"/${steps.a.reply.status}\" }, compensation: { none: a test }"
            ],
            "is not known yet"
        ),
    ])
    func refused(steps: [String], words: String) {
        let error = #expect(throws: DefinitionError.self) { try Self.decode(steps) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "accepted")")
    }

    @Test func aCompensationMayUseItsOwnAction() throws {
        let step =
            "id: a, action: { POST: /a }, compensation: { DELETE: \"/${steps.a.reply.body.id}\" }"
        #expect(throws: Never.self) { try Self.decode([step]) }
    }
}
