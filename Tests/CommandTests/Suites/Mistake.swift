import Bench
import Testing

/// Something that a user can get wrong, and what has to be said about it.
struct Mistake: Sendable, CustomTestStringConvertible {
    var arguments: [String]
    /// The exit code: 2 for what the user gave, 1 for what was found.
    var code: Int32
    /// Part of the message.
    var message: String
    var files: [String: String] = [:]
    var input: String?
    var environment: [String: String] = [:]

    var testDescription: String {
        arguments.map { $0.count > 40 ? $0.prefix(40) + "…" : $0 }.joined(separator: " ")
    }

    private init(
        _ arguments: String..., code: Int32 = 2, says message: String,
        files: [String: String] = [:], input: String? = nil, environment: [String: String] = [:]
    ) {
        self.arguments = arguments
        self.code = code
        self.message = message
        self.files = files
        self.input = input
        self.environment = environment
    }

    static let all = commands + inputs + workflows + clusters + journals

    private static let commands = [
        Mistake("frobnicate", says: "frobnicate"),
        Mistake("list", "--frobnicate", says: "frobnicate"),
        Mistake("submit", says: "workflow"),
        Mistake("submit", "good.yaml", "-j", "0", says: "-j"),
        Mistake("submit", "good.yaml", "-j", "-5", says: "-j"),
        Mistake("submit", "good.yaml", "-j", "99999999999999999999", says: "-j"),
        Mistake("submit", "good.yaml", "--per-node", "0", says: "per-node"),
        Mistake("submit", "good.yaml", "--shards", "0", says: "--shards"),
        Mistake("bench", "--shards", "4097", says: "--shards"),
        Mistake("submit", "good.yaml", "--grace", "-1", says: "grace"),
        Mistake("submit", "good.yaml", "-o", "xml", says: "xml"),
        Mistake("submit", "good.yaml", "--input", "groupId=1", "--job", "", says: "--job"),
        Mistake(
            "submit", "good.yaml", "--input", "groupId=1", "--job",
            String(repeating: "x", count: 201), says: "--job"),
        Mistake(
            "submit", "good.yaml", "--input", "groupId=1", "--key",
            String(repeating: "x", count: 301), says: "--key"),
        Mistake("submit", "good.yaml", "--range", "groupId=0..1", "--key", "x", says: "--key"),
        Mistake("retry", says: "--all"),
        Mistake("retry", "--all", "x", says: "--all"),
        Mistake("retry", "x", says: "no saga id"),
        Mistake("history", "../../etc/passwd", says: "no saga id"),
        Mistake("history", "a\u{1B}[31mb", says: "\\u{1b}"),
        Mistake("list", "--limit", "-1", says: "limit"),
        Mistake("list", "--status", "gone", says: "gone"),
        Mistake("list", "--since", "yesterdayish", says: "2026-12-24T18:00:00Z"),
        Mistake("list", "--since", "", says: "is no time"),
        Mistake("list", "--until", "2026-02-30", says: "is no time"),
        Mistake("list", "--until", "2026-12-24T18:00:00", says: "is no time"),
        Mistake("list", "--since=-5m", says: "is no time"),
        Mistake("list", "--since", "2026-12-24\u{1B}[31m", says: "\\u{1b}"),
        Mistake("list", "--since", "1h", "--until", "2h", says: "which is not later"),
        Mistake(
            "list", "--since", "2026-12-24T19:00:00+01:00", "--until", "2026-12-24T18:00:00.000Z",
            says: "which is not later"),
        Mistake("list", "--job", "a", "--job", "b", says: "--job once"),
        Mistake("list", "--node", "a", "--node", "b", says: "--node once"),
        Mistake("list", "--since", "1h", "--since", "2h", says: "--since once"),
        Mistake("list", "--text", "", says: "words"),
        Mistake("list", "--text", "*\"!", says: "words"),
        Mistake("list", "--text", String(repeating: "a ", count: 33), says: "at most 32"),
        Mistake("journal", "export", "--journal", "", says: "--journal"),
    ]

    private static let inputs = [
        Mistake("submit", "good.yaml", says: "groupId"),
        Mistake("submit", "good.yaml", "--input", "groupId", says: "name=value"),
        Mistake("submit", "good.yaml", "--input", "=1", says: "name=value"),
        Mistake(
            "submit", "good.yaml", "--input", "groupId=1", "--input", "groupId=2", says: "twice"),
        Mistake("submit", "good.yaml", "--input", "groupid=1", says: "groupId"),
        Mistake("submit", "good.yaml", "--range", "groupId", says: "range"),
        Mistake("submit", "good.yaml", "--range", "groupId=9..1", says: "range"),
        Mistake("submit", "good.yaml", "--range", "groupId=0..99999999999999999999", says: "range"),
        Mistake(
            "submit", "good.yaml", "--range", "groupId=0..1", "--inputs", "-", says: "not both"),
        Mistake("submit", "good.yaml", "--inputs", "missing.csv", says: "missing.csv"),
        Mistake("submit", "good.yaml", "--inputs", "folder", says: "folder"),
        Mistake("submit", "good.yaml", "--inputs", "-", says: "line 1", input: "no JSON\n"),
        Mistake("submit", "good.yaml", "--inputs", "-", says: "line 1", input: "\u{0}\u{1}\u{7F}"),
        Mistake("submit", "good.yaml", "--inputs", "-", says: "line 1", input: "[1, 2]\n"),
        Mistake(
            "submit", "good.yaml", "--inputs", "-", says: "line 1",
            input: String(repeating: "[", count: 100_000)),
        Mistake(
            "submit", "good.yaml", "--inputs", "-", says: "groupid",
            input: #"{"groupid": "1"}"# + "\n"),
        Mistake(
            "submit", "good.yaml", "--inputs", "x.csv", says: "'other'",
            files: ["x.csv": "other\n1\n"]),
        Mistake(
            "submit", "good.yaml", "--inputs", "x.csv", says: "line 2",
            files: ["x.csv": "groupId\n\"1\n"]),
        Mistake(
            "submit", "good.yaml", "--inputs", "x.csv", says: "line 1: is empty",
            files: ["x.csv": ""]),
        Mistake(
            "submit", "good.yaml", "--inputs", "-", "--csv", says: "line 1: is empty", input: ""),
        Mistake(
            "submit", "good.yaml", "--inputs", "x.csv", says: "no records",
            files: ["x.csv": "groupId\n"]),
        Mistake(
            "submit", "good.yaml", "--inputs", "x.jsonl", says: "no records",
            files: ["x.jsonl": "\n\n"]),
        // Opens, and cannot be read from its beginning.
        Mistake(
            "submit", "good.yaml", "--inputs", "/proc/self/mem", says: "cannot be read"),
        Mistake(
            "submit", "good.yaml", "--inputs", "x.jsonl", says: "line 601",
            files: ["x.jsonl": lines(700, bad: 601)]),
        Mistake(
            "submit", "good.yaml", "--inputs", "x.csv", says: "line 602",
            files: [
                "x.csv": "groupId\n"
                    + (1...700).map { $0 == 601 ? "a,b\n" : "\($0)\n" }.joined()
            ]),
    ]

    /// Records of which one is no record.
    static func lines(_ count: Int, bad: Int) -> String {
        (1...count).map { $0 == bad ? "no JSON\n" : #"{"groupId":"\#($0)"}"# + "\n" }.joined()
    }

    private static func workflow(_ text: String, says message: String) -> Mistake {
        Mistake("validate", "bad.yaml", says: message, files: ["bad.yaml": text])
    }

    private static func changed(_ old: String, to new: String, says message: String) -> Mistake {
        workflow(
            HastyWorkflow.create(attempts: 3).replacing(old, with: new), says: message)
    }

    private static let workflows = [
        Mistake("submit", "missing.yaml", "--input", "groupId=1", says: "missing.yaml"),
        Mistake("submit", "folder", "--input", "groupId=1", says: "no regular file"),
        Mistake("submit", "/dev/zero", "--input", "groupId=1", says: "no regular file"),
        workflow("", says: "bad.yaml"),
        workflow("\u{0}\u{1}\u{2}", says: "bad.yaml"),
        workflow("a: &a [x]\nb: *a\n", says: "bad.yaml:"),
        workflow("a: 1\na: 2\n", says: "a"),
        workflow("<<: {a: 1}\n", says: "bad.yaml:"),
        workflow("--- 1\n--- 2\n", says: "bad.yaml:"),
        workflow("workflow: x\nsteps:\n\t- id: a\n", says: "tab"),
        workflow("a: !!python/object x\n", says: "bad.yaml:"),
        workflow(String(repeating: "[", count: 1_001), says: "bad.yaml:"),
        changed("compensation:", to: "compensate:", says: "compensation"),
        changed("workflow: create-group", to: "workflow: ../x", says: "../x"),
        changed("POST: /v1/group", to: "POST: file:///etc/passwd", says: "path"),
        changed("POST: /v1/group", to: "POST: //evil.example", says: "path"),
        changed("timeout: 2s", to: "timeout: 0s", says: "timeout"),
        changed("timeout: 2s", to: "timeout: -2s", says: "timeout"),
        changed("timeout: 2s", to: "timeout: 99999999999h", says: "timeout"),
        changed("attempts: 3,", to: "attempts: 0,", says: "attempts"),
        changed("attempts: 3,", to: "attempts: 1000000,", says: "attempts"),
        changed("${saga.timestamp}", to: "${saga.time}", says: "saga.time"),
        changed("${input.groupId}", to: "${input.group}", says: "input.group"),
        changed("headers: { timestamp:", to: "headers: { connection:", says: "connection"),
        changed("succeeded: [201]", to: "succeeded: [999]", says: "999"),
        changed("forEach: nodes", to: "forEach: clouds", says: "clouds"),
        changed("type: string", to: "type: strin", says: "string"),
    ]

    private static func cluster(_ text: String, says message: String) -> Mistake {
        Mistake(
            "submit", "good.yaml", "--input", "groupId=1", "--cluster", "bad.yaml",
            says: message, files: ["bad.yaml": text])
    }

    private static func node(_ url: String, says message: String) -> Mistake {
        cluster("nodes:\n  node01:\n    endpoints:\n      - url: '\(url)'\n", says: message)
    }

    private static let clusters = [
        Mistake(
            "submit", "good.yaml", "--input", "groupId=1", "--cluster", "missing.yaml",
            says: "missing.yaml"),
        cluster("", says: "bad.yaml"),
        cluster("nodes: {}\n", says: "bad.yaml"),
        cluster("nodes:\n  node01: {}\n", says: "endpoints"),
        cluster("nodes:\n  node01:\n    endpoints: []\n", says: "endpoint"),
        cluster("nodes:\n  '../x':\n    endpoints: [{ url: 'http://h' }]\n", says: "../x"),
        node("file:///etc/passwd", says: "url"),
        node("http://user:secret@host", says: "url"),
        node("http://", says: "url"),
        node("no url", says: "url"),
        Mistake("stats", code: 1, says: "node01"),
    ]

    private static let journals = [
        Mistake("list", code: 1, says: "journal"),
        Mistake("resume", "--journal", "good.yaml", code: 1, says: "good.yaml"),
        Mistake("list", "--journal", "good.yaml", code: 1, says: "good.yaml"),
        Mistake(
            "submit", "good.yaml", "--input", "groupId=1", "--journal", "/proc/journal",
            code: 1, says: "/proc"),
        Mistake(
            "submit", "good.yaml", "--input", "groupId=1", says: "SAGA_JOURNAL_SIZE",
            environment: ["SAGA_JOURNAL_SIZE": "much"]),
        Mistake(
            "submit", "good.yaml", "--input", "groupId=1", says: "SAGA_JOURNAL_SIZE",
            environment: ["SAGA_JOURNAL_SIZE": "-1GiB"]),
    ]
}
