import Bench

/// A parked saga is sent on, and run to its end.
struct Retrying: Scenario {
    let name = "retrying"
    let summary = "`retry --all` of a saga that is parked beyond its pivot"
    let absences: [Absence] = [
        .journalIsThere, .nothingSubmitted, .noSchedules, .noMigration, .noFamily, .noRead,
        .nothingUndone, .nothingParked, .noDoubt, .noPause,
        Absence(reason: "the saga has started", places: ["operator.takenUp"]),
    ]

    func prepare(_ stage: inout Stage) async throws {
        try await stage.bench.cluster.control(
            #"{"failNext": 1, "fault": "before", "status": 500}"#, node: "node02")
        try await stage.run([
            "submit", stage.bench.directory + "/stubborn.yaml", "--input",
            "groupId=\(stage.groups.lowerBound)", "--job", "run", "--quiet",
        ]).ending(4)
        stage.saga = try await stage.onlySaga()
    }

    func arguments(on stage: Stage) -> [String] { ["retry", "--all", "-o", "json", "--quiet"] }

    func finish(_ stage: Stage, isAcknowledged: Bool) async throws {
        try await stage.run(arguments(on: stage)).ending(0)
        try await stage.run(Stage.resumption).ending(0)
    }

    func complaints(_ stage: Stage) async throws -> [String] {
        try await stage.losses(of: "sagaRetried", 1...1)
            + stage.losses(of: "sagaCompleted", 1...1)
    }
}
