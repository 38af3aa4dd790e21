import Steps
import Testing

@testable import Workers

@Suite struct ProgramReplyTests {
    private static let listed = StatusRules(succeeded: [0, 3], rejected: [4, 5])

    @Test(
        arguments: [
            (0, StatusRules(), .succeeded), (1, StatusRules(), .unknown),
            (255, StatusRules(), .unknown), (404, StatusRules(), .unknown),
            (0, listed, .succeeded), (3, listed, .succeeded), (4, listed, .rejected),
            (6, listed, .unknown), (0, StatusRules(rejected: [0]), .rejected),
            (0, StatusRules(succeeded: [2]), .unknown),
        ] as [(Int32, StatusRules, Outcome)])
    func theCodeSaysWhatWasDone(code: Int32, rules: StatusRules, outcome: Outcome) {
        let reply = ProgramReply(
            .exited(code: code, output: ProgramOutput(), errors: ""), codes: rules)
        #expect(reply.outcome == outcome)
        #expect(reply.status == Int(code))
        #expect(reply.detail == "exit code \(code)")
    }

    @Test(
        arguments: [
            (.signalled(9, errors: ""), .unknown, "ended by signal 9"),
            (.signalled(15, errors: "a\n b\n"), .unknown, "ended by signal 15: a b"),
            (.timedOut(errors: "slow\n"), .unknown, "ended because its time was up: slow"),
            (.lost(errors: ""), .unknown, "ended, and its exit code was lost"),
            (.notStarted("not\nthere"), .unreachable, "not started: not there"),
        ] as [(ProgramEnd, Outcome, String)])
    func whatIsNoExitProvesNothingUnlessItNeverRan(
        end: ProgramEnd, outcome: Outcome, detail: String
    ) {
        let reply = ProgramReply(end)
        #expect(reply.outcome == outcome)
        #expect(reply.status == nil)
        #expect(reply.detail == detail)
    }

    @Test func theDetailIsOneShortLine() {
        let long = String(repeating: "x", count: 4000)
        let failed = ProgramReply(
            .exited(code: 1, output: ProgramOutput(), errors: "\(long)\u{1B}[31m\nlast words\n"))
        #expect(failed.detail.hasPrefix("exit code 1: …xxx"))
        #expect(failed.detail.hasSuffix("x [31m last words"))
        #expect(failed.detail.count < 200)
        let done = ProgramReply(
            .exited(code: 0, output: ProgramOutput(Array("made\n\(long)".utf8)), errors: "warned"))
        #expect(done.detail.hasPrefix("exit code 0: made xxx"))
        #expect(done.detail.count < 200)
    }
}
