import Foundation
import Testing

@testable import Workers

extension ProgramTests {
    @Suite struct ManyTests {
        @Test func aHundredRunAtOnce() async throws {
            try await withFolder { folder in
                let runner = ProgramRunner()
                _ = try await output(of: shell("cd \"$1\" && mkfifo arrivals gate", [folder]))
                // All arrive before any may go on. Opened for both, a pipe waits for nobody, and
                // keeps what is in it as long as one of them is there.
                let program = """
                    cd "$1" && exec 3<>arrivals 4<>gate
                    printf x >&3 && dd bs=1 count=1 <&4 2>/dev/null
                    """
                let doorman = """
                    cd "$1" && exec 3<>arrivals 4<>gate
                    dd bs=1 count=100 <&3 >/dev/null 2>&1 && printf '%0100d' 0 >&4
                    """
                try await withThrowingTaskGroup(of: ProgramEnd.self) { group in
                    for _ in 0..<100 {
                        group.addTask { await runner.run(shell(program, [folder])) }
                    }
                    group.addTask { await runner.run(shell(doorman, [folder])) }
                    for try await end in group {
                        guard case .exited(0, _, "") = end else { throw UnexpectedEnd(end: end) }
                    }
                }
            }
        }

        @Test func moreThanTheLimitWaitForTheirTurn() async throws {
            try await withFolder { folder in
                let runner = ProgramRunner(limit: 1)
                // Fails if another one is there.
                let script = "mkdir \"$1/one\" && sleep 0.01 && rmdir \"$1/one\""
                await withTaskGroup(of: ProgramEnd.self) { group in
                    for _ in 0..<20 {
                        group.addTask { await runner.run(shell(script, [folder])) }
                    }
                    for await end in group {
                        #expect(end == .exited(code: 0, output: ProgramOutput(), errors: ""))
                    }
                }
            }
        }

        @Test func noDescriptorAndNoThreadIsLeftOpen() async throws {
            let calls = [
                shell("echo x; cat", input: [1, 2, 3]),
                ProgramCall(path: "/nowhere", timeout: ample),
                ProgramCall(
                    path: "/bin/true", standardInput: [UInt8](repeating: 0, count: 1 << 18),
                    timeout: ample),
                shell("kill -9 $$"),
            ]
            let runner = ProgramRunner()
            for call in calls { _ = await runner.run(call) }
            let descriptors = try count("fd")
            let threads = try count("task")
            for round in 0..<200 { _ = await runner.run(calls[round % calls.count]) }
            // The tests beside this one may open some; a leak would be one for each run of a kind.
            #expect(try count("fd") < descriptors + 25)
            // Some belong to the pool, which grows with the machine.
            #expect(try count("task") < threads + 100)
        }

        private func count(_ what: String) throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/self/\(what)").count
        }
    }
}
