import Steps
import Testing

@Suite("What a rehearsal is told")
struct RehearsalDecoderTests {
    private static let workflow = """
        workflow: small
        steps:
          - id: make
            node: node01
            action: { POST: /things }
            compensation: { none: it is small }

        """

    @Test("is read from a workflow file, and is no part of the workflow")
    func section() throws {
        let section = """
            rehearsal:
              inputs: { name: ann, nodes: [a, b] }
              keys: ignored
              headers: ignored
              children: cascade
              leaves: [make]
              there:
                /things/7: { size: 3, owner: { name: ann }, old: "3" }
              effects:
                - POST: /orders/*/cancel
                  undoes: /orders/*
                - POST: /orders
                  id: assigned
                  keys: honoured
                - GET: /lag
                  reply: { ms: [1, true] }
            """
        let rules = try #require(
            try RehearsalDecoder.decode(Self.workflow + section, file: "small.yaml"))
        #expect(rules.inputs == ["name": "ann", "nodes": .list(["a", "b"])])
        #expect(!rules.honoursKeys && !rules.keepsHeaders && rules.children == .cascade)
        #expect(rules.leaves == ["make"])
        #expect(
            rules.there == [
                "/things/7": [["size"]: 3, ["owner", "name"]: "ann", ["old"]: "3"]
            ])
        #expect(
            rules.effects == [
                .init(method: "POST", path: "/orders/*/cancel", undoes: "/orders/*"),
                .init(method: "POST", path: "/orders", id: .assigned, honoursKeys: true),
                .init(
                    method: "GET", path: "/lag",
                    reply: [["ms", "0"]: 1, ["ms", "1"]: .bool(true)]),
            ])
        let with = try WorkflowDecoder.decode(Self.workflow + section, file: "small.yaml")
        let without = try WorkflowDecoder.decode(Self.workflow, file: "small.yaml")
        #expect(with == without)
        #expect(try RehearsalDecoder.decode(Self.workflow, file: "small.yaml") == nil)
    }

    @Test("stands in a file of its own as well")
    func ownFile() throws {
        let rules = try RehearsalDecoder.decode(
            "keys: ignored\nleaves: [a, b]\n", file: "stub.yaml")
        #expect(rules == RehearsalRules(honoursKeys: false, leaves: ["a", "b"]))
    }

    @Test(
        "is refused with the place where it is wrong",
        arguments: [
            ("keys: honored", "expected honoured, ignored, not 'honored'"),
            ("childs: refuse", "unknown key 'childs'"),
            ("effects: [{ id: x }]", "an effect names one method with its path"),
            ("effects: [{ POST: things }]", "a path starts with '/'"),
            ("effects: [{ POST: /a, undoes: /b/* }]", "has more stars than the path"),
            ("there: { things: { a: 1 } }", "a path starts with '/'"),
            ("there: { /things: 5 }", "expected a mapping"),
            ("leaves: label", "expected a list"),
        ])
    func refused(_ line: String, _ words: String) {
        let text = Self.workflow + "rehearsal: { \(line) }\n"
        for read in [
            { try RehearsalDecoder.decode(text, file: "small.yaml") != nil },
            { try WorkflowDecoder.decode(text, file: "small.yaml").steps.isEmpty },
        ] as [() throws -> Bool] {
            let error = #expect(throws: DefinitionError.self) { try read() }
            let problem = error?.problems.first
            #expect(problem?.message.contains(words) == true)
            #expect(problem?.place.hasPrefix("rehearsal") == true)
            #expect(problem?.line == 7)
        }
    }
}
