import Bench
import SagaTesting

/// An answer is journaled while no engine runs.
struct Signalling: Scenario {
    let name = "signalling"
    let summary = "`signal` to a saga that a killed engine left waiting"
    let absences: [Absence] = [
        .journalIsThere, .nothingSubmitted, .nothingArchived, .noSchedules, .noMigration,
        .nothingRuns,
        Absence(reason: "the saga has started", places: ["operator.takenUp"]),
    ]

    func prepare(_ stage: inout Stage) async throws { try await stage.ask() }

    func arguments(on stage: Stage) -> [String] { ["signal", stage.saga, "ask", "yes"] }

    func losses(_ stage: Stage, isAcknowledged: Bool) async throws -> [String] {
        try await stage.losses(of: "signalReceived", isAcknowledged ? 1...1 : 0...1)
    }

    func finish(_ stage: Stage, isAcknowledged: Bool) async throws {
        // Refused, if the answer that nobody heard of was journaled.
        try await stage.run(arguments(on: stage)).ending(0, 1)
        try await stage.run(Stage.resumption).ending(0)
    }

    func complaints(_ stage: Stage, _ evidence: Evidence) async throws -> [String] {
        stage.complaints(unlessOnce: .signalReceived, evidence)
    }
}
