internal import Foundation
import Testing

@testable import Steps

/// Workflows that start others, which lie in files beside them.
final class ChildWorkflowTests {
    private let folder = FileManager.default.temporaryDirectory.appending(
        path: "children-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    private func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: folder.appending(path: "\(name).yaml"))
    }

    /// Writes a workflow that starts others.
    private func write(_ name: String, starting children: [String]) throws {
        let steps = children.enumerated().map { index, child in
            "  - { id: s\(index), action: { saga: \(child) }, compensation: { none: a test } }\n"
        }
        let start = "workflow: \(name)\nsteps:\n  - { id: first, action: { sleep: 1s } }\n"
        try write(name, start + steps.joined())
    }

    private func decode(
        _ name: String, library: WorkflowDirectory? = nil
    ) throws -> WorkflowDefinition {
        let file = folder.appending(path: "\(name).yaml")
        return try WorkflowDecoder.decode(
            String(contentsOf: file, encoding: .utf8), file: "\(name).yaml",
            library: library ?? WorkflowDirectory(path: folder.path))
    }

    private func problems(_ name: String, library: WorkflowDirectory? = nil) throws -> String {
        do {
            _ = try decode(name, library: library)
            return ""
        } catch let error as DefinitionError {
            return error.description.replacing(folder.path + "/", with: "")
        }
    }

    @Test func aChildIsPartOfItsParent() throws {
        try write("b", starting: [])
        try write("a", starting: ["b", "b"])
        let a = try decode("a")
        #expect(a.children.map(\.definition?.name) == ["b", "b"])
        let stored = try WorkflowDefinition(canonicalJSON: a.canonicalJSON())
        #expect(stored == a)
        try write("b", starting: ["c"])
        try write("c", starting: [])
        #expect(try decode("a").canonicalJSON() != a.canonicalJSON())
    }

    @Test func whatCannotBeFoundIsNamed() throws {
        try write("a", starting: ["a"])
        #expect(
            try problems("a")
                == "a.yaml:4:31: steps.s0.action.saga: a workflow cannot start itself: a → a")
        try write("a", starting: ["b", "b"])
        #expect(
            try problems("a")
                == "a.yaml:4:31: steps.s0.action.saga: there is no workflow 'b' beside this file; "
                + "b.yaml is looked for")
        try write("b", "workflow: c\nsteps: [{ id: a, action: { sleep: 1s } }]\n")
        #expect(
            try problems("a")
                == "a.yaml:4:31: steps.s0.action.saga: the workflow 'b' cannot be used: "
                + "b.yaml:1:11: workflow: 'c' is not what the file is named for")
    }

    @Test func aCircleOfFilesIsFound() throws {
        try write("a", starting: ["b"])
        try write("b", starting: ["c"])
        try write("c", starting: ["a"])
        let problems = try problems("a")
        #expect(problems.hasPrefix("a.yaml:4:31: steps.s0.action.saga: the workflow 'b' cannot"))
        #expect(problems.hasSuffix("a workflow cannot start itself: a → b → c → a"), "\(problems)")
    }

    @Test func filesThatAreNoWorkflowsAreNamed() throws {
        try write("a", starting: ["b"])
        let file = folder.appending(path: "b.yaml")
        try FileManager.default.createDirectory(at: file, withIntermediateDirectories: false)
        #expect(try problems("a").hasSuffix("cannot be used: b.yaml: is no regular file"))
        try FileManager.default.removeItem(at: file)
        #expect(mkfifo(file.path, 0o600) == 0)
        #expect(try problems("a").hasSuffix("cannot be used: b.yaml: is no regular file"))
        try FileManager.default.removeItem(at: file)
        try Data([0x77, 0xFF, 0xFE]).write(to: file)
        #expect(try problems("a").hasSuffix("cannot be used: b.yaml: is no UTF-8 text"))
        try Data(repeating: 0x20, count: 2 << 20).write(to: file)
        #expect(try problems("a").hasSuffix("cannot be used: b.yaml: is larger than 1 MiB"))
    }

    /// The depth counts from the outermost, wherever a library has met a workflow before.
    @Test func familiesAreEightDeep() throws {
        for index in 1...9 {
            try write("w\(index)", starting: index < 9 ? ["w\(index + 1)"] : [])
        }
        let library = WorkflowDirectory(path: folder.path)
        #expect(try problems("w1", library: library).hasSuffix("children go at most 8 deep"))
        #expect(try problems("w2", library: library) == "")
        #expect(try problems("w1", library: library).hasSuffix("children go at most 8 deep"))
        #expect(try problems("w8", library: library) == "")
    }

    @Test func childrenThatMultiplyAreRefused() throws {
        for index in 1...7 {
            let next = "w\(index + 1)"
            try write("w\(index)", starting: Array(repeating: next, count: 2))
        }
        try write("w8", starting: [])
        // 2⁸ - 1 steps, and as many starts: that is allowed.
        #expect(try problems("w1") == "")
        for index in 1...7 {
            let next = "w\(index + 1)"
            try write("w\(index)", starting: Array(repeating: next, count: 50))
        }
        #expect(
            try problems("w1").contains("the workflow and its children have more than 10000 steps"))
    }

    @Test func definitionsThatMultiplyAreRefused() throws {
        let text = String(repeating: "x", count: 900_000)
        try write(
            "b",
            "workflow: b\nsteps:\n  - { id: a, action: { signal: \(text) } }\n")
        try write("a", starting: Array(repeating: "b", count: 20))
        #expect(
            try problems("a")
                == "a.yaml:2:1: steps: the definitions of all children have more than 16 MiB")
    }

    private static let given: [(String, String)] = [
        ("inputs: { id: a1, names: a }", ""),
        ("inputs: { id: '${input.text}', count: '${input.count}', names: '${input.names}' }", ""),
        ("inputs: { id: a1 }, nodes: input.names", ""),
        (
            "inputs: { count: 1 }",
            "5:30: steps.s.action.saga: 'b' needs the input 'id', and 'inputs' does not give it"
        ),
        (
            "inputs: { id: a1, cont: 1 }",
            "5:57: steps.s.action.inputs.cont: 'b' has no input 'cont'; did you mean 'count'?"
        ),
        (
            "inputs: { id: A }",
            "5:47: steps.s.action.inputs.id: 'b': input 'id': 'A' does not match '[a-z0-9]+'"
        ),
        (
            "inputs: { id: a, count: x }",
            "5:57: steps.s.action.inputs.count: 'b': input 'count': expected a whole number of at most 2^53, not 'x'"
        ),
        (
            "inputs: { id: '${input.count}' }",
            "5:47: steps.s.action.inputs.id: 'b' wants a value of type string, and 'input.count' is of type integer"
        ),
        (
            "inputs: { id: '${input.names}' }",
            "5:47: steps.s.action.inputs.id: 'b' wants a value of type string, and 'input.names' is of type list"
        ),
        (
            "inputs: { id: '${steps.first.reply.body.id}' }",
            "5:47: steps.s.action.inputs.id: 'steps.first.reply.body.id' is not known yet; only inputs and 'item' are"
        ),
        (
            "inputs: { id: '${saga.id}' }",
            "5:47: steps.s.action.inputs.id: 'saga.id' is not known yet; only inputs are"
        ),
        ("inputs: { id: a1, count: '${steps.first.reply.body.id}' }", ""),
        (
            "inputs: { id: a1 }, nodes: input.text",
            "5:60: steps.s.action.nodes: 'input.text' is no input of type list"
        ),
        ("inputs: { id: [a] }", "5:47: steps.s.action.inputs.id: expected text, not a list"),
    ]

    @Test(arguments: given)
    func whatAChildIsGivenIsChecked(inputs: String, problem: String) throws {
        try write(
            "b",
            """
            workflow: b
            inputs: { id: { type: string, pattern: '[a-z0-9]+' }, count: { type: integer, default: 1 }, names: { type: list, default: [] } }
            locks: group/${input.id}
            steps: [{ id: a, action: { sleep: 1s } }]

            """)
        try write(
            "a",
            """
            workflow: a
            inputs: { text: { type: string }, count: { type: integer }, names: { type: list } }
            steps:
              - { id: first, action: { sleep: 1s } }
              - { id: s, action: { saga: b, \(inputs) }, compensation: { none: a test } }

            """)
        #expect(try problems("a") == (problem.isEmpty ? "" : "a.yaml:" + problem))
    }
}
