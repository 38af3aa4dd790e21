import Foundation
import Testing

@testable import Workers

extension ProgramTests {
    @Suite struct TimeoutTests {
        /// Each makes the file `up` when it is at the point where its time may be over.
        @Test(arguments: [
            // ends when asked to
            "touch up; exec sleep 100000",
            // does not
            "trap '' TERM; touch up; while :; do sleep 1; done",
            // says that all is well when asked to end
            "trap 'exit 0' TERM; touch up; while :; do sleep 1; done",
            // started something that ends when asked to
            "sleep 100000 & touch up; wait",
            // started something that does not, and goes first
            "(trap '' TERM; touch up; while :; do sleep 1; done) & wait",
            // the same, with other streams
            "(trap '' TERM; touch up; while :; do sleep 1; done) >log 2>&1 </dev/null & wait",
            // never reads, never writes, holds no stream
            "exec <&- >&- 2>&-; touch up; exec sleep 100000",
            // writes without end
            "touch up; exec yes",
            // is stopped
            "touch up; kill -STOP $$",
        ])
        func nothingOfTheGroupIsLeft(script: String) async throws {
            try await withFolder { folder in
                // Whoever belongs to the program has the lock, since descriptors are handed on.
                let script = "cd \"$1\"; exec 9>lock; flock 9; echo said >&2\n\(script)"
                var timeout = Duration.milliseconds(200)
                repeat {
                    let end = await run(
                        shell(script, [folder], input: [1, 2, 3], timeout: timeout))
                    guard case .timedOut = end else { throw UnexpectedEnd(end: end) }
                    timeout *= 2
                } while !FileManager.default.fileExists(atPath: folder + "/up") && timeout < ample
                let end = await run(shell("flock \"$1/lock\" true", [folder]))
                #expect(end == .exited(code: 0, output: ProgramOutput(), errors: ""))
            }
        }

        @Test func whatItSaidBeforeIsKept() async {
            var timeout = Duration.milliseconds(200)
            var end = ProgramEnd.timedOut(errors: "")
            while end == .timedOut(errors: "") {
                end = await run(shell("echo hanging >&2; exec sleep 100000", timeout: timeout))
                timeout *= 2
            }
            #expect(end == .timedOut(errors: "hanging\n"))
        }
    }
}
