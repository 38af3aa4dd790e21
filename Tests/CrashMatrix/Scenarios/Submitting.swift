import Bench
import Journal
import SagaTesting

/// A bulk job is accepted into a journal that is made for it.
struct Submitting: Scenario {
    let name = "submitting"
    let summary = "`submit --detach` of 3 sagas, on a new journal"
    let absences: [Absence] = [
        .nothingRuns, .nothingArchived, .nothingRecovered, .nobodyOperates, .noSchedules,
    ]
    private let sagas = 3

    func prepare(_ stage: inout Stage) async throws {}

    func arguments(on stage: Stage) -> [String] { stage.submission(sagas, "--detach") }

    func losses(_ stage: Stage, isAcknowledged: Bool) async throws -> [String] {
        guard isAcknowledged else { return [] }
        let accepted = Set(try await stage.bench.list().map(\.key))
        return stage.keys(sagas).filter { !accepted.contains($0.key) }
            .map { "P1: \($0.key) was acknowledged, and is lost right after the crash" }
    }

    func finish(_ stage: Stage, isAcknowledged: Bool) async throws {
        let arguments = isAcknowledged ? Stage.resumption : stage.submission(sagas)
        try await stage.run(arguments).ending(0)
    }

    func complaints(_ stage: Stage, _ evidence: Evidence) async throws -> [String] {
        let count = evidence.sagas.count { $0.status == .completed }
        return count == sagas ? [] : ["\(count) sagas are completed, not \(sagas)"]
    }
}
