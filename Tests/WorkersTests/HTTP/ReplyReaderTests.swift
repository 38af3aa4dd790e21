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
}
