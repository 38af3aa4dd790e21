import Bench
import Journal
import SagaTesting

/// An engine takes up what another one left in the middle when it was killed.
struct Recovering: Scenario {
    let name = "recovering"
    let summary = "`resume` of 4 sagas that a killed engine left half done, forward and backward"
    let absences: [Absence] = [
        .journalIsThere, .nothingSubmitted, .nobodyOperates, .noSchedules, .noFamily, .noRead,
        .nothingParked, .noPause,
    ]
    private let sagas = 4

    func prepare(_ stage: inout Stage) async throws {
        try await stage.plant(stage.groups.lowerBound, on: "node02")
        try await stage.plant(stage.groups.lowerBound + 3, on: "node02")
        try await stage.run(stage.submission(sagas, "--detach")).ending(0)
        let slowly = ["resume", "-j", "1", "--quiet"]
        try await stage.kill(slowly, at: "compensation.beforeSend:1")
        try await stage.kill(slowly, at: "action.afterReply:1")
    }

    func arguments(on stage: Stage) -> [String] { Stage.resumption }
    var codes: [Int32] { [3] }

    func finish(_ stage: Stage, isAcknowledged: Bool) async throws {
        try await stage.run(Stage.resumption).ending(0, 3)
    }

    func complaints(_ stage: Stage, _ evidence: Evidence) async throws -> [String] {
        let ends = evidence.sagas.sorted { $0.key < $1.key }.map(\.status)
        return ends == [.compensated, .completed, .completed, .compensated]
            ? [] : ["the sagas are \(ends)"]
    }
}
