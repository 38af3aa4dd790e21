import Bench
import Journal
import SagaTesting

/// The last node refuses, and what was done on the others is undone.
struct Compensating: Scenario {
    let name = "compensating"
    let summary = "`resume` of 2 accepted sagas whose last step is rejected"
    let absences: [Absence] = [
        .journalIsThere, .nothingSubmitted, .nothingStarted, .nobodyOperates, .noSchedules,
        .noFamily, .noRead, .nothingParked, .noPause,
        Absence(reason: "every saga is undone", places: ["saga.completed"]),
    ]
    private let sagas = 2

    func prepare(_ stage: inout Stage) async throws {
        for group in stage.groups.prefix(sagas) { try await stage.plant(group, on: "node03") }
        try await stage.run(stage.submission(sagas, "--detach")).ending(0)
        try await stage.bench.cluster.control(#"{"failNext": 1, "fault": "drop"}"#, node: "node03")
    }

    func arguments(on stage: Stage) -> [String] { Stage.resumption }
    var codes: [Int32] { [3] }

    func finish(_ stage: Stage, isAcknowledged: Bool) async throws {
        try await stage.run(Stage.resumption).ending(0, 3)
    }

    func complaints(_ stage: Stage, _ evidence: Evidence) async throws -> [String] {
        let ends = evidence.sagas.map(\.status)
        return ends == [.compensated, .compensated] ? [] : ["the sagas are \(ends)"]
    }
}
