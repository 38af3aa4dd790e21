import Bench
import SagaTesting
import TestProcesses

/// A schedule is registered in a journal that is made for it.
struct Scheduling: Scenario {
    let name = "scheduling"
    let summary = "`schedule add` on a new journal"
    let absences: [Absence] = [
        .nothingSubmitted, .nothingRuns, .nothingArchived, .nothingRecovered, .nobodyOperates,
        Absence(
            reason: "no moment comes while it is registered",
            places: ["schedule.enqueued", "schedule.durable"]),
    ]

    func prepare(_ stage: inout Stage) async throws {}

    func arguments(on stage: Stage) -> [String] {
        ["schedule", "add", stage.bench.directory + "/tick.yaml"]
    }

    func losses(_ stage: Stage, isAcknowledged: Bool) async throws -> [String] {
        guard isAcknowledged else { return [] }
        return try await unregistered(stage)
    }

    func finish(_ stage: Stage, isAcknowledged: Bool) async throws {
        try await stage.run(arguments(on: stage)).ending(0)
    }

    func complaints(_ stage: Stage, _ evidence: Evidence) async throws -> [String] {
        try await unregistered(stage)
    }

    private func unregistered(_ stage: Stage) async throws -> [String] {
        let list = try await stage.run(["schedule", "list", "-o", "ids"]).ending(0)
        let names = list.output.split(separator: "\n")
        return names.count == 1 ? [] : ["the schedules are \(names), not 'tick' alone"]
    }
}
