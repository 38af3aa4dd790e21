import Bench
import Journal
import SagaTesting

/// Sagas go forward; one of their requests has an effect that no reply tells of.
struct Forward: Scenario {
    let name = "forward"
    let summary = "`resume` of 2 accepted sagas on 3 nodes; the reply of one request is lost"
    let absences: [Absence] = [
        .journalIsThere, .nothingSubmitted, .nothingStarted, .nobodyOperates, .noSchedules,
        .noFamily, .noRead, .nothingUndone, .nothingParked, .noPause,
    ]
    private let sagas = 2

    func prepare(_ stage: inout Stage) async throws {
        try await stage.run(stage.submission(sagas, "--detach")).ending(0)
        try await stage.bench.cluster.control(#"{"failNext": 1, "fault": "drop"}"#, node: "node02")
    }

    func arguments(on stage: Stage) -> [String] { Stage.resumption }

    func finish(_ stage: Stage, isAcknowledged: Bool) async throws {
        try await stage.run(Stage.resumption).ending(0)
    }

    func complaints(_ stage: Stage, _ evidence: Evidence) async throws -> [String] {
        let ends = evidence.sagas.map(\.status)
        return ends == [.completed, .completed] ? [] : ["the sagas are \(ends), not completed"]
    }
}
