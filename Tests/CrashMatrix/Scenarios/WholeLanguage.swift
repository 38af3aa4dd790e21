import Bench
import Journal
import SagaTesting

/// Children, pauses, questions, pivots and steps that are tried for ever, forward and backward.
struct WholeLanguage: Scenario {
    let name = "language"
    let summary =
        "`resume` of 2 sagas with children, a pause, a question, and a pivot that one does not pass"
    let absences: [Absence] = [
        .journalIsThere, .nothingSubmitted, .nothingStarted, .nobodyOperates, .noSchedules,
        .nothingParked,
    ]

    func prepare(_ stage: inout Stage) async throws {
        let group = stage.groups.lowerBound
        try await stage.plant(group, on: "node03")
        try await stage.run([
            "submit", stage.bench.directory + "/whole.yaml", "--range",
            "groupId=\(group)..\(group + 1)", "--job", "run", "--detach", "--quiet",
        ]).ending(0)
        try await stage.bench.cluster.control(#"{"failNext": 1, "fault": "drop"}"#, node: "node01")
    }

    func arguments(on stage: Stage) -> [String] { Stage.resumption }
    var codes: [Int32] { [3] }
    var comparesContents: Bool { false }

    func finish(_ stage: Stage, isAcknowledged: Bool) async throws {
        try await stage.run(Stage.resumption).ending(0, 3)
    }

    func complaints(_ stage: Stage, _ evidence: Evidence) async throws -> [String] {
        let ends = evidence.sagas.filter { $0.workflow == "whole" }
            .sorted { $0.key < $1.key }.map(\.status)
        let (undone, done) = ("\(stage.groups.lowerBound)", "\(stage.groups.lowerBound + 1)")
        let contents = evidence.contents
        let names = stage.bench.cluster.nodes
        let isDone = names.allSatisfy { contents[$0]?[done] != nil }
        let isUndone =
            names.filter { contents[$0]?[undone] != nil } == ["node03"]
            && contents["node03"]?[undone] == "of-old"
        return (ends == [.compensated, .completed] ? [] : ["the sagas are \(ends)"])
            + (isDone && isUndone ? [] : ["not all or nothing: \(contents)"])
    }
}
