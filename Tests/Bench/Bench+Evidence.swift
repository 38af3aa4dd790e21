import Foundation
import Journal
package import SagaTesting
package import TestProcesses

extension Bench {
    /// The sagas that `list` knows.
    package func list() async throws -> [SagaRecord] {
        let result = try await sagactl("list", "-o", "jsonl").ending(0)
        return try SagaRecord.records(inLines: result.output)
    }

    /// Every entry of every saga, with the definitions that they name.
    package func export() async throws -> JournalText {
        let result = try await sagactl("journal", "export").ending(0)
        return try JournalText(lines: result.output)
    }

    /// The transport's first try, and its retries by default.
    private static let triesOfTransport = 4

    /// All that can be known from outside about what was done.
    ///
    /// - Parameters:
    ///   - initial: what the nodes held before the first saga.
    ///   - known: how many rows of each node's ledger are about other journals.
    package func evidence(
        initial: Evidence.Contents = [:], acknowledged: [Evidence.Submission] = [],
        after known: [String: Int] = [:]
    ) async throws -> Evidence {
        let journal = try await export()
        var evidence = Evidence(
            sagas: try await list(), history: journal.records, definitions: journal.definitions,
            ledgers: try await cluster.ledgers(), initial: initial,
            contents: try await cluster.contents(), acknowledged: acknowledged)
        if barrier { evidence.barriers = Set(cluster.nodes) }
        for (node, count) in known { evidence.ledgers[node]?.removeFirst(count) }
        // Actions and compensations arrive once at most, however many endpoints there are.
        if cluster.replicas.count > 1 { evidence.arrivalsPerRead = Self.triesOfTransport }
        return evidence
    }

    /// Checks all promises, that the journal is sound, and that nothing is left to do.
    ///
    /// - Returns: what contradicts them; empty if they are kept.
    package func complaints(about evidence: Evidence) async throws -> [String] {
        let verification = try await sagactl("journal", "verify")
        var complaints = verification.code == 0 ? [] : ["\(verification)"]
        complaints += Promises.violations(in: evidence)
        for saga in evidence.sagas where !saga.status.isTerminal && saga.status != .parked {
            complaints.append("\(saga) has not ended")
        }
        return complaints
    }

    /// What `stats` says.
    package func stats() async throws -> (equal: Bool, nodes: [String: Int]) {
        let result = try await sagactl("stats", "-o", "json").ending(0)
        let object = try found(result.json() as? [String: Any], "an object in \(result)")
        return (
            try found(object["equal"] as? Bool, "whether the nodes are equal"),
            try found(object["nodes"] as? [String: Int], "the nodes")
        )
    }
}

extension Bench {
    /// Submits a job of groups, and waits for its end.
    @discardableResult
    package func submit(
        _ workflow: String, _ groups: ClosedRange<Int>, job: String, _ more: String...
    ) async throws -> CommandResult {
        let arguments = submission(workflow, groups, job: job) + more
        return try await start(arguments).result()
    }

    /// The arguments of such a submission.
    package func submission(
        _ workflow: String, _ groups: ClosedRange<Int>, job: String
    ) -> [String] {
        [
            "submit", workflow, "--range", "groupId=\(groups.lowerBound)..\(groups.upperBound)",
            "--job", job, "-j", "16", "-o", "json", "--quiet",
        ]
    }
}
