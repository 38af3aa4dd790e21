import Foundation
import Testing

@testable import Workers

/// All tests that start programs: one at a time, since some of them count what is open.
@Suite(.serialized) struct ProgramTests {
    /// Long after any of these has ended, however slow the machine is.
    static let ample = Duration.seconds(300)

    static func shell(
        _ script: String, _ arguments: [String] = [], input: [UInt8] = [],
        timeout: Duration = ample
    ) -> ProgramCall {
        ProgramCall(
            path: "/bin/sh", arguments: ["-c", script, "sh"] + arguments,
            environment: ["PATH": "/usr/bin:/bin"], standardInput: input, timeout: timeout)
    }

    static func run(_ call: ProgramCall) async -> ProgramEnd {
        await ProgramRunner().run(call)
    }

    /// Runs a script that must end with 0, and gives its output.
    static func output(of call: ProgramCall) async throws -> String {
        let end = await run(call)
        guard case .exited(0, let output, _) = end else { throw UnexpectedEnd(end: end) }
        return String(decoding: output.bytes, as: UTF8.self)
    }

    /// Runs the body with a folder of its own.
    static func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = NSTemporaryDirectory() + "/programs-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }
}

/// A program of a test did not end as it should have.
struct UnexpectedEnd: Error {
    let end: ProgramEnd
}
