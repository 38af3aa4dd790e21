import Bench
import SagaTesting

/// A saga under way and one that waits are moved to another version of their workflow.
struct Migrating: Scenario {
    let name = "migrating"
    let summary = "`migrate` of a saga that waits for an answer to a version with more steps"
    let absences: [Absence] = [
        .journalIsThere, .nothingSubmitted, .nothingArchived, .noSchedules, .nothingRuns,
        Absence(reason: "nobody acts on a saga here", places: ["operator."]),
    ]

    func prepare(_ stage: inout Stage) async throws { try await stage.ask() }

    func arguments(on stage: Stage) -> [String] {
        ["migrate", "asking", "--to", stage.bench.directory + "/asking-more.yaml"]
    }

    func losses(_ stage: Stage, isAcknowledged: Bool) async throws -> [String] {
        try await stage.losses(of: "definitionMigrated", isAcknowledged ? 1...1 : 0...1)
    }

    func finish(_ stage: Stage, isAcknowledged: Bool) async throws {
        try await stage.run(arguments(on: stage)).ending(0)
        try await stage.run(["signal", stage.saga, "ask", "yes"]).ending(0)
        try await stage.run(Stage.resumption).ending(0)
    }

    func complaints(_ stage: Stage, _ evidence: Evidence) async throws -> [String] {
        let group = "\(stage.groups.lowerBound)"
        let hasMore = evidence.contents["node02"]?[group] != nil
        return stage.complaints(unlessOnce: .definitionMigrated, evidence)
            + (hasMore ? [] : ["the step of the new version was not run"])
    }
}
