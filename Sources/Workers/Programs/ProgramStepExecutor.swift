internal import Foundation
public import Steps

/// Runs local programs for steps: those alone that the cluster file lists, without a shell.
///
/// A program is told what it is run for by its environment: `SAGA_ID`, `SAGA_STEP`, `SAGA_KIND`,
/// `SAGA_ATTEMPT` and `IDEMPOTENCY_KEY`, which stays the same from try to try. Nothing else of the
/// engine's environment is passed on but `PATH`. What it prints is its reply, if it is JSON.
public struct ProgramStepExecutor: StepExecutor {
    private let programs: [String: String]
    private let runner: ProgramRunner

    /// - Parameter cluster: what lists the programs.
    public init(cluster: ClusterDefinition) {
        programs = cluster.programs
        runner = ProgramRunner()
    }

    /// Runs one program and says what is known of its effect.
    public func execute(_ call: Call) async -> CallResult {
        guard case .program(let name, let arguments) = call.operation else {
            return CallResult(.unreachable, detail: "this is no program")
        }
        guard let path = programs[name] else {
            return CallResult(
                .unreachable, detail: "the cluster file allows no program '\(name)'")
        }
        let end = await runner.run(
            ProgramCall(
                path: path, arguments: arguments, environment: environment(of: call),
                timeout: call.timeout.duration))
        let reply = ProgramReply(end, codes: call.statuses)
        var result = CallResult(reply.outcome, status: reply.status, detail: reply.detail)
        capture(call.captures, of: end, in: &result)
        return result
    }

    private func environment(of call: Call) -> [String: String] {
        var environment = [
            "SAGA_ID": call.saga.description, "SAGA_STEP": call.instance.description,
            "SAGA_KIND": call.kind.description, "SAGA_ATTEMPT": String(call.attempt),
            "IDEMPOTENCY_KEY": call.idempotencyKey,
        ]
        environment["PATH"] = ProcessInfo.processInfo.environment["PATH"]
        return environment
    }

    /// Takes what is wanted out of the program's output.
    private func capture(
        _ paths: Set<ReplyPath>, of end: ProgramEnd, in result: inout CallResult
    ) {
        guard case .exited(let code, let output, _) = end else { return }
        if paths.contains(.status) { result.reply[.status] = .integer(Int64(code)) }
        let bodies = paths.bodies
        guard !bodies.isEmpty else { return }
        guard !output.isTruncated,
            let values = try? JSONValues.read(bodies, in: Data(output.bytes))
        else {
            // It says yes in words that cannot be read: nothing is known for sure.
            if result.outcome == .succeeded { result.outcome = .unknown }
            result.detail += ", and the output that is needed is not JSON"
            return
        }
        for (parts, value) in values { result.reply[.body(parts)] = value }
    }
}
