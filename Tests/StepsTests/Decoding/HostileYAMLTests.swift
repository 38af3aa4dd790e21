import Testing

@testable import Steps

/// What YAML allows and nobody should need is refused, at once and with its position.
struct HostileYAMLTests {
    static let bomb: LongText = {
        var text = "a: &a [x,x,x,x,x,x,x,x,x]\n"
        for (letter, previous) in zip("bcdefghi", "abcdefgh") {
            let aliases = Array(repeating: "*\(previous)", count: 9).joined(separator: ",")
            text += "\(letter): &\(letter) [\(aliases)]\n"
        }
        return LongText(text + "? *i\n: 1\n")
    }()

    static let chain = LongText(
        (1..<40_000).reduce(into: "- &a0 []\n") { text, index in
            text += "- &a\(index) [*a\(index - 1)]\n"
        })

    static func nested(_ open: String, _ close: String, _ depth: Int) -> LongText {
        LongText(
            String(repeating: open, count: depth) + "x" + String(repeating: close, count: depth))
    }

    static let aliasMessage = "anchors (&name) and aliases (*name) are not allowed"

    static let hostile: [(LongText, String)] = [
        (bomb, "x.yaml:1:4: \(aliasMessage)"),
        (chain, "x.yaml:1:3: \(aliasMessage)"),
        ("workflow: &a text\n", "x.yaml:1:11: \(aliasMessage)"),
        ("workflow: *missing\n", "x.yaml:1:11: \(aliasMessage)"),
        ("&key workflow: create\n", "x.yaml:1:1: \(aliasMessage)"),
        ("workflow: a\n<<: { summary: b }\n", "x.yaml:2:1: merge keys (<<) are not allowed"),
        ("workflow: a\nworkflow: b\n", "x.yaml:1:1: key 'workflow' is given more than once"),
        ("workflow: a\n'workflow': b\n", "key 'workflow' is given more than once"),
        ("workflow: !!str create\n", "x.yaml:1:11: tags ('tag:yaml.org,2002:str')"),
        ("workflow: !ruby/object create\n", "x.yaml:1:11: tags ('!ruby/object') are not allowed"),
        ("!map { workflow: create }\n", "x.yaml:1:1: tags"),
        ("workflow: create\n---\nworkflow: b\n", "x.yaml:2:1: a second document begins here"),
        ("? [workflow]\n: create\n", "x.yaml:1:3: a key must be a single word or text"),
        (nested("? ", "", 900), "a key must be a single word or text"),
        (nested("{", "}: 1", 150), "a key must be a single word or text"),
        (nested("[", "]", 65), "x.yaml:1:65: is nested deeper than 64 levels"),
        (nested("- ", "", 65), "x.yaml:1:129: is nested deeper than 64 levels"),
        (nested("[", "]", 990), "x.yaml:1:65: is nested deeper than 64 levels"),
        (nested("[", "]", 5_000), "is nested too deeply"),
        (nested("[", "", 100_000), "is nested too deeply"),
        (nested("{a: ", "}", 50_000), "is nested too deeply"),
        (nested("- ", "", 100_000), "is nested too deeply"),
        ("workflow: \"\u{1B}[31m is red\"\n", "x.yaml:1:12: has a character that YAML does not"),
        ("workflow: 'never closed\n", "x.yaml:1:11: is not YAML: while scanning a quoted scalar"),
        ("workflow:\n\t- create-group\n", "x.yaml:2:1: a tab stands where YAML wants spaces"),
        ("", "x.yaml:1:1: is empty"),
        ("  \n# only a comment\n", "x.yaml:1:1: is empty"),
        ("just some words here", "x.yaml:1:1: expected a mapping, not a single value"),
        (LongText(String(repeating: "x", count: 1 << 20 | 1)), "x.yaml:1:1: is larger than 1 MiB"),
        (
            LongText("workflow: w\nsteps:\n" + String(repeating: "- {}\n", count: 50_000)),
            "x.yaml:3:1: steps: a workflow has at most 10000 steps, not 50000"
        ),
        (
            LongText("workflow: w\nsteps:\n" + String(repeating: "- {}\n", count: 100_000)),
            "has more than 160000 values"
        ),
        (
            LongText("{" + String(repeating: "a,", count: 100_000) + "}"),
            "has more than 160000 values"
        ),
        (
            LongText("a: [" + String(repeating: "a,", count: 500_000) + "]"),
            "has more than 160000 values"
        ),
    ]

    @Test(arguments: hostile)
    func isRefused(given: LongText, message: String) {
        let errors = WorkflowDecoderTests.errors(given.text)
        #expect(errors.contains(message), "\(errors.prefix(300))")
    }

    @Test func whatOnlyLooksHostileIsAccepted() {
        var lines = WorkflowDecoderTests.lines
        lines[0] = "workflow: no # *see* &also <<: !!str"
        lines[1] = "summary: 'a &b *c, R&D, 2*3, is it? [x]: <<'\ninputs:"
        lines[8] = "    action: { GET: '/x?a=1&b=2&c=*' }"
        #expect(WorkflowDecoderTests.errors(lines.joined(separator: "\n")) == "")
    }

    /// Names that YAML 1.1 takes for truth values and numbers are names.
    @Test(arguments: ["no", "on", "y", "null", "true"])
    func textStaysText(word: String) throws {
        let step = "{ id: \(word), node: 012, action: { GET: /x, headers: { a: 0x10 } }, "
        let workflow = try WorkflowDecoder.decode(
            "workflow: \(word)\nsummary: 1_000\nsteps: [\(step) compensation: { none: a test } }]",
            file: "x.yaml")
        #expect(workflow.name == word)
        #expect(workflow.summary == "1_000")
        #expect(workflow.steps[0].id == word)
        #expect(workflow.steps[0].node?.source == "012")
        #expect(workflow.steps[0].action.request?.headers["a"]?.source == "0x10")
    }
}
