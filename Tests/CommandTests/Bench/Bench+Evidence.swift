import Foundation
import Journal
import SagaTesting
import TestProcesses
import Testing

extension Bench {
    /// The sagas that `list` knows.
    func list() async throws -> [SagaRecord] {
        let result = try await sagactl("list", "-o", "jsonl")
        try #require(result.code == 0, "\(result)")
        return try SagaRecord.records(inLines: result.output)
    }

    /// Every entry of every saga, with the definitions that they name.
    func export() async throws -> JournalText {
        let result = try await sagactl("journal", "export")
        try #require(result.code == 0, "\(result)")
        return try JournalText(lines: result.output)
    }

    /// The transport's first try, and its retries by default.
    private static let triesOfTransport = 4

    /// All that can be known from outside about what was done.
    func evidence(
        initial: Evidence.Contents = [:], acknowledged: [Evidence.Submission] = []
    ) async throws -> Evidence {
        let journal = try await export()
        var evidence = Evidence(
            sagas: try await list(), history: journal.records, definitions: journal.definitions,
            ledgers: try await cluster.ledgers(), initial: initial,
            contents: try await cluster.contents(), acknowledged: acknowledged)
        // Actions and compensations arrive once at most, however many endpoints there are.
        if cluster.replicas.count > 1 { evidence.arrivalsPerRead = Self.triesOfTransport }
        return evidence
    }

    /// Checks all promises, that the journal is sound, and that nothing is left to do.
    ///
    /// - Parameters:
    ///   - initial: what the nodes held before the first saga.
    ///   - groups: the groups of this journal, where the nodes serve others too.
    func checkPromises(
        initial: Evidence.Contents = [:], acknowledged: [Evidence.Submission] = [],
        groups: ClosedRange<Int>? = nil, comparesContents: Bool = true,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let verification = try await sagactl("journal", "verify")
        #expect(verification.code == 0, "\(verification)", sourceLocation: sourceLocation)
        var evidence = try await evidence(initial: initial, acknowledged: acknowledged)
        if let groups { evidence.confine(to: groups) }
        if !comparesContents { evidence.contents = [:] }
        let violations = Promises.violations(in: evidence)
        #expect(violations == [], sourceLocation: sourceLocation)
        for saga in evidence.sagas {
            #expect(
                saga.status.isTerminal || saga.status == .parked, "\(saga)",
                sourceLocation: sourceLocation)
        }
    }

    /// What `stats` says.
    func stats() async throws -> (equal: Bool, nodes: [String: Int]) {
        let result = try await sagactl("stats", "-o", "json")
        try #require(result.code == 0, "\(result)")
        let object = try #require(try result.json() as? [String: Any])
        return (
            try #require(object["equal"] as? Bool), try #require(object["nodes"] as? [String: Int])
        )
    }
}

extension Bench {
    /// Submits a job of groups, and waits for its end.
    @discardableResult
    func submit(
        _ workflow: String, _ groups: ClosedRange<Int>, job: String, _ more: String...
    ) async throws -> CommandResult {
        let arguments = submission(workflow, groups, job: job) + more
        return try await start(arguments).result()
    }

    /// The arguments of such a submission.
    func submission(
        _ workflow: String, _ groups: ClosedRange<Int>, job: String
    ) -> [String] {
        [
            "submit", workflow, "--range", "groupId=\(groups.lowerBound)..\(groups.upperBound)",
            "--job", job, "-j", "16", "-o", "json", "--quiet",
        ]
    }
}

extension Evidence {
    /// Leaves out the requests that are about other groups.
    fileprivate mutating func confine(to groups: ClosedRange<Int>) {
        for (node, rows) in ledgers {
            ledgers[node] = rows.filter { row in
                row.groupId.flatMap(Int.init).map(groups.contains) ?? true
            }
        }
    }
}
