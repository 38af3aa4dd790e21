import Testing

@testable import Steps

/// Every way in which a workflow file can be wrong gets a message with its line and column.
struct WorkflowDecoderTests {
    /// A small workflow in which tests replace one line; lines are counted from 1.
    static let lines = [
        "workflow: create-group",
        "inputs:",
        "  groupId: { type: string, pattern: '[a-z]+' }",
        "locks: group/${input.groupId}",
        "steps:",
        "  - id: create",
        "    forEach: nodes",
        "    before: { GET: /v1/group/5, succeeded: [404], when: not node.timestamps }",
        "    action: { POST: /v1/group, json: { id: '${input.groupId}' } }",
        "    probe: { GET: /v1/group/5, succeeded: [200, 404], applied: reply.status == 200 }",
        "    compensation: { none: a test }",
    ]

    static func errors(_ text: String) -> String {
        do throws(DefinitionError) {
            _ = try WorkflowDecoder.decode(text, file: "x.yaml")
            return ""
        } catch {
            return error.description
        }
    }

    static func errors(replacing line: Int, with text: String) -> String {
        var lines = Self.lines
        lines[line - 1] = text
        return errors(lines.joined(separator: "\n"))
    }

    @Test func theUnchangedFileIsAccepted() {
        #expect(Self.errors(Self.lines.joined(separator: "\n")) == "")
    }

    @Test(arguments: [
        (1, "workflow: Create", "x.yaml:1:11: workflow: 'Create' is no name"),
        (1, "workflow: ../x", "x.yaml:1:11: workflow: '../x' is no name"),
        (1, "workflow:", "x.yaml:1:10: workflow: has no value"),
        (1, "workflow: [a]", "x.yaml:1:11: workflow: expected text, not a list"),
        (1, "workflw: a", "x.yaml:1:1: unknown key 'workflw'; did you mean 'workflow'?"),
        (1, "workflow: \"a\\e[31mb\"", "'a\\u{1b}[31mb' is no name"),
        (3, "  a: { type: strin }", "x.yaml:3:14: inputs.a.type: 'strin' is no type"),
        (3, "  a: { pattern: x }", "x.yaml:3:6: inputs.a: 'type' is missing"),
        (3, "  a b: { type: string }", "x.yaml:3:3: inputs.a b: 'a b' is no input name"),
        (3, "  a: { type: string, pattern: '[' }", "x.yaml:3:31: inputs.a.pattern: '[' is no"),
        (3, "  a: { type: integer, default: 012 }", "x.yaml:3:32: inputs.a.default: expected a"),
        (3, "  a: { type: integer, default: 1_000 }", "expected a whole number"),
        (3, "  a: { type: integer, default: 0x10 }", "expected a whole number"),
        (3, "  a: { type: boolean, default: no }", "expected true or false, not 'no'"),
        (3, "  a: { type: boolean, default: 'true' }", "expected true or false without quotes"),
        (3, "  a: { type: string, pattern: b, default: a }", "'a' does not match 'b'"),
        (4, "locks: [a, '${node.name}']", "x.yaml:4:12: locks[1]: 'node.name' is not known here"),
        (4, "locks: group/${input.groupid}", "among the inputs; did you mean 'input.groupId'?"),
        (
            4, "locks: group/${input.groupId?}",
            "x.yaml:4:8: locks[0]: '${input.groupId?}' is optional"
        ),
        (4, "locks: group/${input.groupId", "x.yaml:4:8: locks: '${' is never closed"),
        (4, "deadline: 0s", "x.yaml:4:11: deadline: expected a time above zero"),
        (4, "deadline: -1h", "x.yaml:4:11: deadline: expected a time above zero"),
        (4, "deadline: 367d", "x.yaml:4:11: deadline: expected a time above zero"),
        (4, "deadline: 99999999999999999999d", "x.yaml:4:11: deadline: expected a time above"),
        (4, "onFailure: continue", "x.yaml:4:12: onFailure: a saga cannot go on whatever fails"),
        (4, "onFailure: prak", "x.yaml:4:12: onFailure: expected compensate, park, continue, not"),
        (4, "deadlin: 1h", "x.yaml:4:1: unknown key 'deadlin'; did you mean 'deadline'?"),
        (4, "locks: '${item}'", "x.yaml:4:8: locks[0]: 'item' is only known in a step with"),
        (3, "  a: { type: list, default: b }", "x.yaml:3:29: inputs.a.default: expected a list"),
        (
            3, "  a: { type: list, default: [[]] }",
            "x.yaml:3:30: inputs.a.default[0]: expected text"
        ),
        (3, "  a: { type: list, pattern: '[a-z]', default: [b, C] }", "'C' does not match"),
        (3, "  a: { type: string, patern: b }", "unknown key 'patern'; did you mean 'pattern'?"),
        (4, "lock: a", "x.yaml:4:1: unknown key 'lock'; did you mean 'locks'?"),
        (6, "  - id: Create", "x.yaml:6:9: steps.Create.id: 'Create' is no id"),
        (
            7, "    forEach: node",
            "x.yaml:7:14: steps.create.forEach: expected 'nodes' or 'input.NAME', not"
        ),
        (7, "    node: ../x", "x.yaml:7:11: steps.create.node: '../x' is no name of a node"),
        (
            7, "    retry: {}",
            "x.yaml:6:5: steps.create: 'forEach: nodes' or 'node: NAME' is missing"
        ),
        (7, "    { a: b }", "x.yaml:8:5: is not YAML"),
        (7, "\tforEach: nodes", "x.yaml:7:1: a tab stands where YAML wants spaces"),
        (
            11, "    compensat: none",
            "x.yaml:11:5: steps.create: unknown key 'compensat'; did you mean 'compensation'?"
        ),
        (11, "    timeout: 1s", "x.yaml:6:5: steps.create: 'compensation' is missing"),
        (11, "    compensation: nothing", "x.yaml:11:19: steps.create.compensation: expected a"),
        (11, "    compensation: { GET: /x, json: {} }", "compensation.json: GET has no body"),
        (11, "    compensation: { get: /x }", "unknown key 'get'; did you mean 'GET'?"),
        (
            11, "    compensation: { timeout: 1s }",
            "nothing is done here: give a method with its path"
        ),
        (
            11, "    compensation: { GET: /x, PUT: /y }",
            "11:35: steps.create.compensation.PUT: one thing is done at a time"
        ),
        (11, "    compensation: { PUT: '/${before.body.id}' }", "'before' can be skipped"),
    ])
    func aWrongLineIsNamed(line: Int, text: String, message: String) {
        let errors = Self.errors(replacing: line, with: text)
        #expect(errors.contains(message), "\(errors)")
    }

    @Test(arguments: [
        ("POST: v1", "action.POST: a path starts with '/'"),
        ("POST: '${input.groupId}'", "a path starts with '/'"),
        ("POST: //host/x", "that names a host"),
        ("POST: http://host/x", "a path starts with '/'"),
        ("POST: file:///etc/passwd", "a path starts with '/'"),
        ("POST: '/a b'", "a path has no spaces"),
        ("POST: \"/a\\r\\nHost: b\"", "a path has no spaces"),
        ("POST: '/a#b'", "a path has no fragment"),
        ("POST: /a/../b", "no '.' or '..' segments"),
        ("POST: /a/%2E%2e/b", "no '.' or '..' segments"),
        ("POST: /a/%2", "'%' in a path starts an escape"),
        ("POST: '/${input.groupId?}'", "is optional, which only headers and json can be"),
        ("POST: '/${before.status}'", "'before' can be skipped, for it has a 'when'"),
        ("POST: '/${reply.status}'", "'reply.status' is only known in 'applied'"),
        (
            "POST: '/${steps.create.reply.body}'",
            "only the replies of steps that this one needs are"
        ),
        ("POST: '/${steps.creat.reply.body}'", "names no step"),
        ("POST: '/${secret.token}'", "refers to nothing that exists"),
        ("POST: /x, headers: { host: a }", "action.headers.host: the header 'host' cannot be set"),
        ("POST: /x, headers: { Proxy-Authorization: a }", "cannot be set"),
        ("POST: /x, headers: { Idempotency-Key: a }", "cannot be set"),
        ("POST: /x, headers: { Saga-Step: a }", "the engine sends it with every request"),
        ("POST: /x, headers: { 'a b': c }", "'a b' is no header name"),
        ("POST: /x, headers: { a: b, A: c }", "is given more than once"),
        ("POST: /x, headers: { a: \"b\\r\\nc: d\" }", "a header has no line breaks"),
        ("POST: /x, headers: { a: }", "headers.a: has no value"),
        ("POST: /x, json: { a: no }", "json.a: 'no' can mean several things; put text in quotes"),
        ("POST: /x, json: { a: 012 }", "'012' can mean several things"),
        ("POST: /x, json: { a: 1_000 }", "'1_000' can mean several things"),
        ("POST: /x, json: { a: 2024-01-01 }", "'2024-01-01' can mean several things"),
        ("POST: /x, json: { a: 99999999999999999999999 }", ""),
        ("POST: /x, json: { a: [1, ] , b: }", "json.b: has no value; write null"),
        ("POST: /x, succeeded: 200", "expected a list, not a single value"),
        ("POST: /x, succeeded: [99]", "a whole number from 100 to 599, not '99'"),
        ("POST: /x, succeeded: [200, 200]", "status 200 is given more than once"),
        ("POST: /x, succeeded: [200], rejected: [200]", "action.rejected: status 200 is given"),
        ("POST: /x, timeout: 0s", "a time above zero and at most 24h"),
        ("POST: /x, timeout: -1s", "expected a time such as 250ms, 1.5s, 2m or 1h"),
        ("POST: /x, timeout: 25h", "expected a time such as"),
        ("POST: /x, timeout: 9999999999999999999999h", "expected a time such as"),
        ("POST: /x, timeout: 0.5ms", "expected a time such as"),
        (
            "POST: /x, timeout: 10",
            "expected a time such as 250ms, 1.5s, 2m or 1h, at most 24h, not"
        ),
        ("POST: /x, retry: { attempts: 0 }", "a whole number from 1 to 1000, not '0'"),
        ("POST: /x, retry: { attempts: 1001 }", "a whole number from 1 to 1000"),
        ("POST: /x, retry: { multiplier: 0.5 }", "expected a number from 1 to 10, not 0.5"),
        ("POST: /x, retry: { initial: 10s }", "'cap' (5s) is below 'initial' (10s)"),
        ("POST: /x, retry: { attempt: 1 }", "unknown key 'attempt'; did you mean 'attempts'?"),
        ("POST: /x, applied: a", "unknown key 'applied'"),
    ])
    func aWrongActionIsNamed(action: String, message: String) {
        let errors = Self.errors(replacing: 9, with: "    action: { \(action) }")
        #expect(message.isEmpty ? errors.isEmpty : errors.contains(message), "\(errors)")
        #expect(errors.isEmpty || errors.hasPrefix("x.yaml:9:"), "\(errors)")
    }

    @Test(arguments: [
        ("before: { GET: /x, done: [404] }", "'succeeded' must be given beside 'done'"),
        ("before: { GET: /x, succeeded: [404], done: [404] }", "404 is in 'succeeded' as well"),
        ("before: { GET: /x, succeeded: [200], rejected: [404], done: [404] }", "status 404 is"),
        ("before: { GET: '/${before.status}' }", "'before.status' is not known in 'before' itself"),
        ("before: { GET: /x, when: before.status == 1 }", "not known in 'before' itself"),
        ("before: { GET: /x, when: not node.timestamp }", "neither a value nor a known reference"),
        ("before: { GET: /x, when: (true }", "before.when: the condition ')' is missing"),
        ("before: none", "before: expected a mapping, not a single value"),
    ])
    func aWrongBeforeIsNamed(before: String, message: String) {
        let errors = Self.errors(replacing: 8, with: "    \(before)")
        #expect(errors.contains(message), "\(errors)")
        #expect(errors.hasPrefix("x.yaml:8:"), "\(errors)")
    }

    @Test func aProbeNeedsItsJudgement() {
        let errors = Self.errors(replacing: 10, with: "    probe: { GET: /v1/group/5 }")
        #expect(errors == "x.yaml:10:12: steps.create.probe: 'applied' is missing")
    }

    @Test func referencesToBeforeNeedABefore() {
        let errors = Self.errors(
            replacing: 8, with: "    timeout: 1s\n    retry: { attempts: 2 }")
        #expect(errors == "")
        var lines = Self.lines
        lines[7] = "    timeout: 1s"
        lines[9] = "    probe: { GET: /x, applied: before.status == 1 }"
        #expect(
            Self.errors(lines.joined(separator: "\n"))
                == "x.yaml:10:32: steps.create.probe.applied: "
                + "'before.status' has no meaning: the step has no 'before'")
    }

    @Test func severalProblemsComeInTheOrderOfTheFile() {
        let errors = Self.errors("workflow: X\nstep: []\nsummary: [a]\n").split(separator: "\n")
        #expect(errors.map { $0.prefix { $0 != " " } } == ["x.yaml:2:1:", "x.yaml:3:10:"])
    }

    @Test func stepIDsAreUnique() {
        let step = "  - { id: a, node: n, action: { GET: / }, compensation: { none: a test } }\n"
        let errors = Self.errors("workflow: w\nsteps:\n\(step)\(step)")
        #expect(errors == "x.yaml:4:11: steps.a.id: the id 'a' is given more than once")
        #expect(
            Self.errors("workflow: w\nsteps: []\n")
                == "x.yaml:2:1: steps: a workflow has at least one step")
    }
}
