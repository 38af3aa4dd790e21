import Foundation
import Synchronization

/// A program that was run to its end, and what that took.
struct ProgramRun {
    var output: String
    var status: Int32
    var seconds: Double
    /// User and system time of all its threads.
    var processorSeconds: Double
    /// The most memory that was seen, in bytes.
    var peakMemory: Double

    /// Runs a program; its standard error goes to this process's own unless it is `silent`.
    ///
    /// No other child may end meanwhile: the system tells of all in one.
    init(
        _ path: String, _ arguments: [String], environment: [String: String] = [:],
        silent: Bool = false
    ) throws {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardInput = FileHandle.nullDevice
        if silent { process.standardError = FileHandle.nullDevice }
        let before = Self.childrensTime
        let start = ContinuousClock.now
        try process.run()
        let memory = MemoryWatch(of: process.processIdentifier)
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        seconds = (ContinuousClock.now - start) / .seconds(1)
        peakMemory = memory.stop()
        processorSeconds = Self.childrensTime - before
        self.output = String(decoding: output, as: UTF8.self)
        status = process.terminationReason == .exit ? process.terminationStatus : -1
    }

    /// Fails where the program did.
    func succeeded(_ what: String, with statuses: Set<Int32> = [0]) throws -> ProgramRun {
        guard statuses.contains(status) else {
            throw BenchmarkFailure("\(what) ended with \(status): \(output.suffix(500))")
        }
        return self
    }

    /// Fails where not exactly so many sagas completed.
    func completing(_ count: Int) throws -> ProgramRun {
        guard try figures()["completed"] == Double(count) else {
            throw BenchmarkFailure("not all of \(count) sagas completed: \(output)")
        }
        return self
    }

    /// The numbers of the JSON object that was printed.
    func figures() throws -> Figures { try Figures(output) }

    private static var childrensTime: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(0) { sum, time in
            sum + Double(time.tv_sec) + Double(time.tv_usec) / 1e6
        }
    }
}

/// A program, or what it printed, is not as expected.
struct BenchmarkFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
