import Bench
import SagaTesting

extension Stage {
    /// Lets the next request fail that is sent beyond the pivot.
    func parkNext() async throws {
        try await bench.cluster.control(
            #"{"failNext": 1, "fault": "before", "status": 500}"#, node: "node02")
    }

    /// The arguments that submit a saga that gives up early beyond its pivot.
    var stubbornSubmission: [String] {
        [
            "submit", bench.directory + "/stubborn.yaml", "--input",
            "groupId=\(groups.lowerBound)", "--job", "run", "--quiet",
        ]
    }
}

/// A saga that can only go forward, and cannot, is left to an operator.
struct Parking: Scenario {
    let name = "parking"
    let summary = "`resume` of an accepted saga that gets stuck beyond its pivot"
    let absences: [Absence] = [
        .journalIsThere, .nothingSubmitted, .nothingStarted, .nobodyOperates, .noSchedules,
        .noFamily, .noRead, .nothingUndone, .noDoubt, .noPause, .nothingArchived,
        Absence(reason: "the saga is parked", places: ["saga.completed"]),
    ]

    func prepare(_ stage: inout Stage) async throws {
        try await stage.run(stage.stubbornSubmission + ["--detach"]).ending(0)
        try await stage.parkNext()
    }

    func arguments(on stage: Stage) -> [String] { Stage.resumption }
    var codes: [Int32] { [4] }

    func finish(_ stage: Stage, isAcknowledged: Bool) async throws {
        // It completes at once if the request that was to fail was lost with the engine.
        try await stage.run(Stage.resumption).ending(0, 4)
        try await stage.run(["retry", "--all", "--quiet"]).ending(0)
    }

    func complaints(_ stage: Stage, _ evidence: Evidence) async throws -> [String] {
        stage.complaints(unlessOnce: .sagaCompleted, evidence)
    }
}
