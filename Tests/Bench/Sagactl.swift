package import TestProcesses

/// Starts `sagactl` without the settings of whoever runs the tests.
package enum Sagactl {
    package static func start(
        _ arguments: [String], directory: String, environment: [String: String] = [:],
        input: String? = nil, holdsInput: Bool = false, deadline: Duration = .seconds(90)
    ) throws -> RunningCommand {
        let plain = ["PATH": "/usr/bin:/bin", "HOME": directory, "LANG": "C"]
        return try RunningCommand(
            try Binary.sagactl.path, arguments,
            environment: plain.merging(environment) { _, other in other }, directory: directory,
            input: input.map { Array($0.utf8) }, holdsInput: holdsInput, deadline: deadline)
    }
}
