import Testing

@testable import Steps

struct SubmissionInputsTests {
    static let workflow = WorkflowDefinition(
        name: "w",
        inputs: [
            "groupId": InputDefinition(type: .string, pattern: "[a-z]{1,3}"),
            "count": InputDefinition(type: .integer, default: .integer(3)),
            "share": InputDefinition(type: .number, default: .integer(1)),
            "force": InputDefinition(type: .boolean, default: .bool(false)),
        ], steps: [])

    @Test(
        arguments: [
            (["count": .string("-7")], ["count": .integer(-7)]),
            (["count": .integer(9)], ["count": .integer(9)]),
            (["share": .string("2.50")], ["share": .number(2.5)]),
            (["share": .string("2.0")], ["share": .integer(2)]),
            (["share": .integer(2)], ["share": .integer(2)]),
            (["force": .string("true")], ["force": .bool(true)]),
            ([:], [:]),
        ] as [([String: Value], [String: Value])])
    func textIsConverted(given: [String: Value], expected: [String: Value]) throws {
        let given = given.merging(["groupId": .string("abc")]) { old, _ in old }
        let defaults: [String: Value] = [
            "groupId": .string("abc"), "count": .integer(3), "share": .integer(1),
            "force": .bool(false),
        ]
        let checked = try Self.workflow.checkedInputs(given)
        #expect(checked == defaults.merging(expected) { _, new in new })
    }

    @Test(
        arguments: [
            ([:], "input 'groupId' is missing"),
            (["groupID": .string("a")], "unknown input 'groupID'; did you mean 'groupId'?"),
            (["groupId": .string("abcd")], "input 'groupId': 'abcd' does not match '[a-z]{1,3}'"),
            (["groupId": .string("a\n")], "input 'groupId': 'a\\n' does not match"),
            (["groupId": .string("")], "does not match"),
            (["groupId": .integer(5)], "input 'groupId': expected text, not '5'"),
            (["groupId": .string("a\u{1b}[2J")], "'a\\u{1b}[2J'"),
            (
                ["groupId": .string(String(repeating: "a", count: 4_097))],
                "input 'groupId' has more than 4096 bytes"
            ),
            (["groupId": .string("a"), "count": .string("012")], "expected a whole number"),
            (["groupId": .string("a"), "count": .string("1.0")], "expected a whole number"),
            (["groupId": .string("a"), "count": .string("9007199254740993")], "at most 2^53"),
            (["groupId": .string("a"), "share": .string("nan")], "expected a number, not 'nan'"),
            (["groupId": .string("a"), "share": .number(.infinity)], "expected a number"),
            (
                ["groupId": .string("a"), "force": .string("yes")],
                "expected true or false, not 'yes'"
            ),
            (["groupId": .string("a"), "force": .integer(1)], "expected true or false"),
        ] as [([String: Value], String)])
    func whatDoesNotFitIsNamed(given: [String: Value], message: String) {
        let error = #expect(throws: InputError.self) { try Self.workflow.checkedInputs(given) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test func freeTextHasNoNUL() {
        let workflow = WorkflowDefinition(
            name: "w", inputs: ["a": InputDefinition(type: .string)], steps: [])
        #expect(throws: InputError("input 'a' has a NUL character")) {
            try workflow.checkedInputs(["a": "x\0y"])
        }
    }

    @Test(
        arguments: [
            (["groupId": .integer(5)], "groupId=5"),
            (["b": .string("2"), "a": .bool(true)], "a=true,b=2"),
            (["a": .string("1,b=2")], #"a=1\,b\=2"#),
            (["a": .string(#"1\"#), "b": .string("")], #"a=1\\,b="#),
            ([:], ""),
        ] as [([String: Value], String)])
    func keysAreUnambiguous(inputs: [String: Value], key: String) {
        #expect(submissionKey(of: inputs) == key)
    }
}
