import Bench
import SagaTesting

/// A parked saga is sent on, and run to its end.
struct Retrying: Scenario {
    let name = "retrying"
    let summary = "`retry --all` of a saga that is parked beyond its pivot"
    let absences: [Absence] = [
        .journalIsThere, .nothingSubmitted, .noSchedules, .noMigration, .noFamily, .noRead,
        .nothingUndone, .nothingParked, .noDoubt, .noPause,
        Absence(reason: "the saga has started", places: ["operator.takenUp"]),
        Absence(
            reason: "a parked saga is not taken up by itself", places: ["recovery.resumed"]),
    ]

    func prepare(_ stage: inout Stage) async throws {
        try await stage.parkNext()
        try await stage.run(stage.stubbornSubmission).ending(4)
        stage.saga = try await stage.onlySaga()
    }

    func arguments(on stage: Stage) -> [String] { ["retry", "--all", "-o", "json", "--quiet"] }

    func losses(_ stage: Stage, isAcknowledged: Bool) async throws -> [String] {
        try await stage.losses(of: "sagaRetried", isAcknowledged ? 1...1 : 0...1)
    }

    func finish(_ stage: Stage, isAcknowledged: Bool) async throws {
        try await stage.run(arguments(on: stage)).ending(0)
        try await stage.run(Stage.resumption).ending(0)
    }

    func complaints(_ stage: Stage, _ evidence: Evidence) async throws -> [String] {
        stage.complaints(unlessOnce: .sagaRetried, evidence)
            + stage.complaints(unlessOnce: .sagaCompleted, evidence)
    }
}
