import NIOCore
import NIOHTTP1
import Steps
import Testing

@testable import Workers

struct ReplyReaderTests {
    private static let secret = "s3cr3t"

    private func result(
        _ body: String, status: Int = 200, captures: Set<ReplyPath> = [.body(["a"])]
    ) -> CallResult {
        let call = Call(
            saga: SagaID(microseconds: 1, random: 2),
            instance: StepInstance(step: "s", node: "n"), kind: .action, attempt: 1,
            operation: .http(Call.Request(method: "GET", path: "/")),
            statuses: StatusRules(succeeded: [200]), timeout: .seconds(1), captures: captures)
        return ReplyReader(call: call, secret: Self.secret).result(
            status: status, headers: ["etag": body], body: ByteBuffer(string: body))
    }

    /// A mark behind the secret is one character with its last letter, and yet the secret is there.
    @Test(arguments: ["", "\u{301}", "\u{200D}", "\u{FE0F}", "s3cr3t", "\u{1F3FD}"])
    func aSecretIsTakenOutWhateverFollows(mark: String) {
        let words = "is \(Self.secret)\(mark)"
        let result = result("{\"a\":\"\(words)\"}", captures: [.body(["a"]), .header("etag")])
        let texts = [result.detail] + result.reply.values.map(\.description)
        #expect(texts.count == 3)
        for text in texts {
            #expect(text.unicodeScalars.firstRange(of: Self.secret.unicodeScalars) == nil)
            #expect(text.unicodeScalars.firstRange(of: "<secret>".unicodeScalars) != nil)
        }
    }

    /// What is not wanted is not decoded, which would take hours here.
    @Test func aDeepBodyIsReadAtOnce() {
        let lists = { (depth: Int, last: String) in
            String(repeating: "[", count: depth) + String(repeating: "1,", count: 100_000)
                + last + String(repeating: "]", count: depth)
        }
        for last in ["1", "1e999"] {
            let result = result("{\"a\":1,\"b\":\(lists(400, last))}")
            #expect(result.outcome == .succeeded)
            #expect(result.reply == [.body(["a"]): .integer(1)])
        }
        #expect(result(lists(400, "1")).reply == [:])
        #expect(result(lists(600, "1")).outcome == .unknown)
        #expect(result("{\"a\":\(lists(400, "1"))}").reply == [:])
    }

    @Test func manyPathsAreReadAtOnce() {
        let body = #"[{"x":1,"y":[2,{"z":3}]},4,null]"#
        let paths: [[String]] = [
            ["0", "x"], ["0", "y", "0"], ["0", "y", "1", "z"], ["0", "y"], ["1"], ["01"], ["2"],
            ["3"], ["-1"], ["x"], [], ["1", "a"],
        ]
        let reply = result(body, captures: Set(paths.map { .body($0) })).reply
        #expect(
            reply == [
                .body(["0", "x"]): .integer(1), .body(["0", "y", "0"]): .integer(2),
                .body(["0", "y", "1", "z"]): .integer(3), .body(["1"]): .integer(4),
                .body(["01"]): .integer(4), .body(["2"]): .null,
            ])
    }

    @Test(arguments: ["", "{", "{\"a\":}", "{\"a\":1e999}", "[1", "nul", "{\"a\":1}x"])
    func aBodyThatCannotBeReadProvesNothing(body: String) {
        #expect(result(body).outcome == .unknown)
        #expect(result(body, status: 500).outcome == .unknown)
    }

    @Test(arguments: [
        (#"{"a":1}"#, Value.integer(1)), (#"{"a":1.5}"#, .number(1.5)), (#"{"a":null}"#, .null),
        (#"{"a":"x"}"#, .string("x")), (#"{"a":[true]}"#, nil), (#"{"a":{}}"#, nil),
        (#"{"b":1}"#, nil), (#"[]"#, nil), (#""a""#, nil),
        (#"{"a":9223372036854775807}"#, .integer(.max)), (#"{"b":1e999,"a":2}"#, .integer(2)),
    ])
    func scalarsAreTakenOut(body: String, value: Value?) {
        let result = result(body)
        #expect(result.outcome == .succeeded)
        #expect(result.reply[.body(["a"])] == value)
    }
}
