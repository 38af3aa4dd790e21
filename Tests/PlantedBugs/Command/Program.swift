internal import Foundation

/// A program whose output goes to a file, and which may trap, or go on for ever.
struct Program {
    enum End {
        case exited(Int32)
        case died(signal: Int32)
        /// It was killed since it did not end in time.
        case hung
    }

    private let path: String
    private let arguments: [String]
    private let environment: [String: String]
    private let output: String

    init(
        _ path: String, _ arguments: [String], environment: [String: String] = [:],
        output: String
    ) {
        self.path = path
        self.arguments = arguments
        self.environment = environment
        self.output = output
    }

    /// Runs to its end; blocks.
    func run(seconds: Int) throws -> End {
        _ = FileManager.default.createFile(atPath: output, contents: nil)
        guard let file = FileHandle(forWritingAtPath: output) else {
            throw CocoaError(.fileWriteUnknown)
        }
        defer { try? file.close() }
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardOutput = file
        process.standardError = file
        process.standardInput = FileHandle.nullDevice
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
        if ended.wait(timeout: .now() + .seconds(seconds)) == .timedOut {
            kill(process.processIdentifier, SIGKILL)
            ended.wait()
            return .hung
        }
        return process.terminationReason == .exit
            ? .exited(process.terminationStatus) : .died(signal: process.terminationStatus)
    }
}
