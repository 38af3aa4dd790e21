import Bench
import Journal
import SagaTesting

/// Ended sagas that a killed engine did not get to move are moved to the archive.
struct Archiving: Scenario {
    let name = "archiving"
    let summary = "`resume` of a journal with ended sagas that are not in the archive yet"
    let absences: [Absence] = [
        .journalIsThere, .nothingSubmitted, .nobodyOperates, .noSchedules, .nothingRuns,
        .nothingRecovered,
    ]
    private let sagas = 3

    func prepare(_ stage: inout Stage) async throws {
        try await stage.plant(stage.groups.lowerBound, on: "node02")
        try await stage.run(stage.submission(sagas, "--detach")).ending(0)
        // All have ended, and the archiver was not told of the last.
        try await stage.kill(Stage.resumption, at: "conclusion.durable:3")
    }

    func arguments(on stage: Stage) -> [String] { Stage.resumption }

    func finish(_ stage: Stage, isAcknowledged: Bool) async throws {
        try await stage.run(Stage.resumption).ending(0)
    }

    func complaints(_ stage: Stage, _ evidence: Evidence) async throws -> [String] {
        let ends = evidence.sagas.sorted { $0.key < $1.key }.map(\.status)
        return ends == [.compensated, .completed, .completed] ? [] : ["the sagas are \(ends)"]
    }
}
