import Bench
import Foundation
import SagaTesting
import TestProcesses

/// The workflows of the operator's desk, and an engine that serves them.
enum DeskWorkflows {
    /// A group on node01, a question, and the group on node02.
    ///
    /// - Parameter locks: what locks are named by cannot be edited.
    static func staged(
        onFailure: String = "compensate", second: String = "/v1/group",
        locks: String = #"["group/${input.g}"]"#
    ) -> String {
        """
        workflow: staged
        inputs: { g: { type: string } }
        locks: \(locks)
        onFailure: \(onFailure)
        steps:
          - id: first
            node: node01
            action: { POST: /v1/group, json: { groupId: "${input.g}" }, succeeded: [201], rejected: [400] }
            probe: { GET: "/v1/group/${input.g}", succeeded: [200, 404], applied: reply.status == 200 }
            compensation: { DELETE: /v1/group, json: { groupId: "${input.g}" }, succeeded: [200, 404], retry: { attempts: 2, initial: 5ms } }
          - id: ask
            action: { signal: "Go on?" }
          - id: second
            node: node02
            action: { POST: "\(second)", json: { groupId: "${input.g}" }, succeeded: [201], rejected: [400, 404] }
            compensation: { DELETE: /v1/group, json: { groupId: "${input.g}" }, succeeded: [200, 404] }
        """
    }

    /// A group on every node; who is refused waits for an operator.
    static let everywhere = """
        workflow: everywhere
        inputs: { g: { type: string } }
        locks: ["group/${input.g}"]
        onFailure: park
        steps:
          - id: create
            forEach: nodes
            action: { POST: /v1/group, json: { groupId: "${input.g}" }, succeeded: [201], rejected: [400, 401] }
            compensation: { DELETE: /v1/group, json: { groupId: "${input.g}" }, succeeded: [200, 404] }
        """
}

extension Bench {
    /// Starts an engine that goes on until it is told to end, and waits until it can be asked.
    func serve(environment: [String: String] = [:]) async throws -> RunningCommand {
        let engine = try start(["serve"], environment: environment)
        try await until("the engine serves", while: engine) { engine.errors.contains("serving") }
        return engine
    }

    /// Ends an engine in good order.
    @discardableResult
    func end(_ engine: RunningCommand) async -> CommandResult {
        engine.signal(SIGTERM)
        return await engine.result()
    }

    /// A saga of the workflow `staged` that has done its first step, and asks.
    func asking(_ file: String, group: String, beside engine: RunningCommand) async throws -> String
    {
        try await sagactl(
            "submit", file, "--input", "g=\(group)", "--job", "job-\(group)", "--detach", "--quiet"
        ).ending(0)
        let saga = try found(
            try await list().first { $0.job == "job-\(group)" }, "the saga of \(group)"
        ).id
        try await until("\(saga) asks", while: engine) {
            (try await show(saga)["waitsFor"] as? String)?.hasPrefix("an answer") == true
        }
        return saga
    }

    /// Waits until a saga is in a status.
    func reaches(_ status: String, _ saga: String, beside engine: RunningCommand) async throws {
        try await until("\(saga) is \(status)", while: engine) {
            try await show(saga)["status"] as? String == status
        }
    }

    /// The decisions in a saga's history, as `WORD by WHO: WHY`.
    func decisions(in saga: String) async throws -> [String] {
        try await history(of: saga).filter { $0["type"] as? String == "operatorDecided" }
            .compactMap { $0["detail"] as? String }
    }
}
