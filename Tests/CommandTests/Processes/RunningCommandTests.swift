import Foundation
import TestProcesses
import Testing

/// The harness itself: what it says about processes has to be true.
@Suite("Running commands")
struct RunningCommandTests {
    private func shell(
        _ script: String, input: String? = nil, deadline: Duration = .seconds(30)
    ) throws -> RunningCommand {
        try RunningCommand(
            "/bin/sh", ["-c", script], environment: ["PATH": "/usr/bin:/bin", "WORD": "said"],
            directory: "/", input: input.map { Array($0.utf8) }, deadline: deadline)
    }

    @Test("give back code, output, errors and folder")
    func output() async throws {
        let result = try await shell("echo $WORD; pwd; cat; echo bad >&2; exit 7", input: "read")
            .result()
        #expect(result.ending == .exited(7))
        #expect(result.output == "said\n/\nread")
        #expect(result.errors == "bad\n")
    }

    @Test("give back output that is larger than a pipe")
    func largeOutput() async throws {
        let result = try await shell("head -c 5000000 /dev/zero | tr '\\0' x").result()
        #expect(result.output.utf8.count == 5_000_000)
    }

    @Test("are killed at their deadline")
    func deadline() async throws {
        let result = try await shell("exec sleep 600", deadline: .seconds(1)).result()
        #expect(result.wasKilled && result.wasTooSlow)
    }

    @Test("end by signals, and are not signalled after their end")
    func signals() async throws {
        let command = try shell("echo ready; exec sleep 600")
        try await eventually("it is ready") { command.output == "ready\n" }
        #expect(command.signal(SIGINT))
        let result = await command.result()
        #expect(result.ending == .killed(signal: SIGINT))
        #expect(!command.signal(SIGKILL))
    }
}
