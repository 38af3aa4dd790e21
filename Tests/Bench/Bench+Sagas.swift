import Foundation
import Journal
import SagaTesting
package import TestProcesses

extension Bench {
    /// Submits one saga, and waits for its end.
    @discardableResult
    package func submit(_ workflow: String, inputs: [String: String], _ more: String...)
        async throws
        -> CommandResult
    {
        try await start(arguments(workflow, inputs: inputs) + more).result()
    }

    /// The arguments that submit one saga.
    package func arguments(_ workflow: String, inputs: [String: String]) -> [String] {
        ["submit", workflow, "-o", "json", "--quiet"]
            + inputs.sorted { $0.key < $1.key }.flatMap { ["--input", "\($0.key)=\($0.value)"] }
    }

    /// The names of the groups that a node holds.
    package func groups(on node: String) async throws -> Set<String> {
        Set(try await cluster.contents()[node, default: [:]].keys)
    }

    /// What `show` says of a saga.
    package func show(_ saga: String) async throws -> [String: Any] {
        let result = try await sagactl("show", saga, "-o", "json").ending(0)
        return try found(result.json() as? [String: Any], "an object in \(result)")
    }

    /// The state of each instance of a saga.
    package func states(of saga: String) async throws -> [String: String] {
        let steps = try found(
            try await show(saga)["steps"] as? [[String: Any]], "the steps of \(saga)")
        return Dictionary(
            uniqueKeysWithValues: steps.compactMap { step in
                guard let name = step["instance"] as? String, let state = step["state"] as? String
                else { return nil }
                return (name, state)
            })
    }

    /// The entries of a saga, as `history` shows them.
    package func history(of saga: String) async throws -> [[String: Any]] {
        try await sagactl("history", saga, "-o", "jsonl").ending(0).jsonLines()
    }

    /// Waits until a saga of a workflow waits for something whose words begin so.
    ///
    /// - Returns: the saga.
    package func waiting(
        for words: String, workflow: String, in command: RunningCommand
    ) async throws -> String {
        var asking: String?
        try await until("a saga of \(workflow) waits for \(words)", while: command) {
            // At first there is no journal to look into.
            let list = try await sagactl("list", "-o", "jsonl")
            guard list.code == 0 else { return false }
            for saga in try SagaRecord.records(inLines: list.output) {
                guard saga.workflow == workflow, !saga.status.isTerminal,
                    let reason = try await show(saga.id)["waitsFor"] as? String,
                    reason.hasPrefix(words)
                else { continue }
                asking = saga.id
            }
            return asking != nil
        }
        return try found(asking, "the saga")
    }

    /// Looks again and again until something holds.
    package func until(
        _ what: String, while command: RunningCommand, _ condition: () async throws -> Bool
    ) async throws {
        while try await !condition() {
            guard command.isRunning else {
                throw Unexpected("the program ended before \(what): \(command.errors)")
            }
            try await Task.sleep(for: .milliseconds(30))
        }
    }
}
