import Foundation

/// What a process left behind.
package struct CommandResult: Sendable, CustomStringConvertible {
    /// How it ended.
    package enum Ending: Equatable, Sendable {
        case exited(Int32)
        case killed(signal: Int32)
    }

    package let command: String
    package let ending: Ending
    package let output: String
    package let errors: String
    /// Whether it was killed because its deadline had passed.
    package let wasTooSlow: Bool

    /// The exit code; -1 if a signal ended it.
    package var code: Int32 {
        if case .exited(let code) = ending { code } else { -1 }
    }

    package var wasKilled: Bool { ending == .killed(signal: SIGKILL) }

    package var description: String {
        """
        \(command)
        \(ending)\(wasTooSlow ? ", too slow" : "")
        stdout: \(output.suffix(2_000))
        stderr: \(errors.suffix(2_000))
        """
    }

    /// The only JSON object or list that was printed.
    package func json() throws -> Any {
        try JSONSerialization.jsonObject(with: Data(output.utf8), options: .fragmentsAllowed)
    }

    /// The JSON objects that were printed, one a line.
    package func jsonLines() throws -> [[String: Any]] {
        try output.split(separator: "\n").map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
            guard let object = object as? [String: Any] else { throw NotAnObject(line: "\(line)") }
            return object
        }
    }
}

/// A line is JSON, and no object.
package struct NotAnObject: Error {
    let line: String
}
