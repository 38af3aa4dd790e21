import Bench
import Journal
import SagaTesting

/// A saga that waits for its turn is cancelled while no engine runs.
struct Cancelling: Scenario {
    let name = "cancelling"
    let summary = "`cancel` of an accepted saga"
    let absences: [Absence] = [
        .journalIsThere, .nothingSubmitted, .noSchedules, .noMigration,
        .nothingStarted,
        Absence(
            reason: "nothing has started, so there is nothing to undo",
            places: [
                "before.", "action.", "probe.", "compensation.", "saga.running", "saga.completed",
                "saga.compensating",
                "saga.parked", "timer.", "signal.", "child.",
            ]),
    ]

    func prepare(_ stage: inout Stage) async throws {
        try await stage.run(stage.submission(1, "--detach")).ending(0)
        stage.saga = try await stage.onlySaga()
    }

    func arguments(on stage: Stage) -> [String] {
        // As text it says first what it is going to do.
        ["cancel", stage.saga, "--reason", "not wanted", "-o", "json"]
    }

    func losses(_ stage: Stage, isAcknowledged: Bool) async throws -> [String] {
        try await stage.losses(of: "cancelRequested", isAcknowledged ? 1...1 : 0...1)
    }

    func finish(_ stage: Stage, isAcknowledged: Bool) async throws {
        try await stage.run(arguments(on: stage)).ending(0, 1)
        try await stage.run(Stage.resumption).ending(0, 3)
    }

    func complaints(_ stage: Stage, _ evidence: Evidence) async throws -> [String] {
        let requests = evidence.ledgers.values.joined().count
        return stage.complaints(unlessOnce: .cancelRequested, evidence)
            + (requests == 0 ? [] : ["a saga that had not started sent \(requests) requests"])
    }
}
