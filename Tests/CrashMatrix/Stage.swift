import Bench
import Foundation
import Journal
import SagaTesting
import TestProcesses

/// What one run works on: nodes that other runs used before, and a journal of its own.
struct Stage: Sendable {
    let bench: Bench
    /// Numbers of groups that no other run of these nodes uses.
    let groups: ClosedRange<Int>
    /// What the nodes held before the first saga.
    var initial: Evidence.Contents = [:]
    /// The rows that each node's ledger had before.
    private var known: [String: Int] = [:]
    /// The saga that somebody acts on.
    var saga = ""

    /// How many groups a run may use.
    static let groupsPerRun = 10

    /// Clears the nodes of faults.
    init(_ bench: Bench, number: Int) async throws {
        self.bench = bench.with(journal: "run-\(number)/disk/journal")
        let first = number * Self.groupsPerRun
        groups = first...first + Self.groupsPerRun - 1
        try await bench.cluster.control(#"{"failNext": 0}"#)
        initial = try await bench.cluster.contents()
        known = try await bench.cluster.ledgers().mapValues(\.count)
    }

    /// The folder of the journal's folder: all that this run has on the disk.
    var disk: String { URL(filePath: bench.journal).deletingLastPathComponent().path }

    /// The arguments that submit some of the groups as one job.
    func submission(_ count: Int, _ more: String...) -> [String] {
        let first = groups.lowerBound
        return [
            "submit", create, "--range", "groupId=\(first)..\(first + count - 1)", "--job", "run",
            "-j", "4", "-o", "json", "--quiet",
        ] + more
    }

    /// The arguments that finish what is unfinished.
    static let resumption = ["resume", "-j", "4", "-o", "json", "--quiet"]

    /// A name in the job that ``submission(_:_:)`` makes.
    func keys(_ count: Int) -> [Evidence.Submission] {
        groups.prefix(count).map { .init(job: "run", key: "groupId=\($0)") }
    }

    /// The workflow that creates a group, with few and quick tries.
    var create: String { bench.directory + "/create-group.yaml" }

    /// Runs a program to its end; kills it at a place if one is named.
    @discardableResult
    func run(_ arguments: [String], dyingAt place: String? = nil) async throws -> CommandResult {
        let environment = place.map { ["SAGA_FAILPOINT": $0] } ?? [:]
        return try await bench.start(arguments, environment: environment).result()
    }

    /// Runs a program that is killed at a place, which it has to reach.
    func kill(_ arguments: [String], at place: String) async throws {
        let result = try await run(arguments, dyingAt: place)
        guard result.wasKilled, !result.wasTooSlow else {
            throw Unexpected("not killed: \(result)")
        }
    }

    /// Puts a group on a node as somebody else than a saga would.
    mutating func plant(_ group: Int, on node: String) async throws {
        try await bench.cluster.plant(group: group, timestamp: "of-old", on: node)
        initial[node, default: [:]]["\(group)"] = "of-old"
        known[node, default: 0] += 1
    }

    /// What is known in the end.
    func evidence() async throws -> Evidence {
        try await bench.evidence(initial: initial, after: known)
    }
}
