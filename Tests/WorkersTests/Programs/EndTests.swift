import Foundation
import Testing

@testable import Workers

extension ProgramTests {
    @Suite struct EndTests {
        @Test(arguments: [0, 1, 2, 126, 255] as [Int32])
        func theExitCodeIsHandedBack(code: Int32) async {
            let end = await run(shell("echo out; echo err >&2; exit \(code)"))
            #expect(
                end
                    == .exited(
                        code: code, output: ProgramOutput(Array("out\n".utf8)), errors: "err\n"))
        }

        @Test(arguments: [SIGTERM, SIGKILL, SIGSEGV, SIGPIPE])
        func aSignalThatItDiesOfIsHandedBack(signal: Int32) async {
            let end = await run(shell("echo why >&2; kill -\(signal) $$"))
            #expect(end == .signalled(signal, errors: "why\n"))
        }

        @Test func whatIsWrittenByItsPipelineIsRead() async throws {
            let text = try await output(of: shell("echo one; (echo two | cat | cat); echo three"))
            #expect(text == "one\ntwo\nthree\n")
        }

        @Test(arguments: [
            (ProgramOutput.limit - 1, false), (ProgramOutput.limit, false),
            (ProgramOutput.limit + 1, true), (ProgramOutput.limit * 4, true),
        ])
        func outputIsKeptUpToALimit(count: Int, isTruncated: Bool) async {
            let end = await run(shell("head -c \(count) /dev/zero"))
            guard case .exited(0, let output, _) = end else {
                Issue.record("\(end)")
                return
            }
            #expect(output.bytes.count == min(count, ProgramOutput.limit))
            #expect(output.isTruncated == isTruncated)
        }

        @Test func theEndOfHugeErrorsIsKept() async {
            let end = await run(
                shell("(head -c 5000000 /dev/zero | tr '\\0' x; echo last words) >&2; exit 4"))
            guard case .exited(4, _, let errors) = end else {
                Issue.record("\(end)")
                return
            }
            #expect(errors.hasSuffix("xxx" + "last words\n"))
            #expect(errors.utf8.count == ErrorTail.limit)
        }

        @Test func aProgramThatClosesItsOutputIsWaitedFor() async throws {
            try await withFolder { folder in
                let end = await run(
                    shell("exec >&- 2>&-; sleep 0.2; touch \"$1/done\"; exit 5", [folder]))
                #expect(end == .exited(code: 5, output: ProgramOutput(), errors: ""))
                #expect(FileManager.default.fileExists(atPath: folder + "/done"))
            }
        }

        @Test func whatItLeavesBehindDoesNotHoldItUp() async throws {
            let text = try await output(of: shell("sleep 100000 & echo $!"))
            let left = try #require(pid_t(text.dropLast()))
            // It is left alone: a program may start a service. So it can still be ended.
            #expect(kill(left, SIGKILL) == 0)
        }

        @Test func itIsTakenOffTheSystemsTable() async throws {
            let pid = try await output(of: shell("echo $$")).dropLast()
            #expect(!FileManager.default.fileExists(atPath: "/proc/\(pid)"))
        }

        @Test func cancellingWhoeverWaitsLosesNoOutcome() async {
            let waiting = Task { await run(shell("exit 7")) }
            waiting.cancel()
            let end = await waiting.value
            #expect(end == .exited(code: 7, output: ProgramOutput(), errors: ""))
        }
    }
}
