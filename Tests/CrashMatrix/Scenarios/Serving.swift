import Bench
import Foundation
import Journal
import SagaTesting
import TestProcesses

/// An engine serves: a schedule runs, somebody submits over the socket, and it is asked to stop.
struct Serving: Scenario {
    let name = "serving"
    let summary = "`serve` with a schedule and a submission over its socket, until SIGTERM"
    let absences: [Absence] = [
        .journalIsThere, .noMigration, .noFamily, .noRead, .nothingUndone, .nothingParked,
        .noDoubt, .noPause, .nothingStarted,
        Absence(reason: "nobody acts on a saga here", places: ["operator."]),
        Absence(reason: "nothing is printed but notes", places: ["report."]),
        Absence(
            reason: "the schedule was registered before", places: ["schedule.changed"]),
        Absence(
            reason: "what comes over the socket is acknowledged to another program",
            places: ["submission.acknowledged"]),
    ]
    var codes: [Int32] { [130] }
    /// The only phase in which others are answered while the engine goes on.
    var millisecondsPerSync: Int { 20 }

    func prepare(_ stage: inout Stage) async throws {
        try await stage.run(["schedule", "add", stage.bench.directory + "/tick.yaml"]).ending(0)
    }

    func arguments(on stage: Stage) -> [String] { ["serve", "--quiet"] }

    func accompany(_ command: RunningCommand, on stage: inout Stage) async throws {
        let socket = stage.bench.journal + "/control.sock"
        try await wait(for: command) { FileManager.default.fileExists(atPath: socket) }
        if command.isRunning {
            let result = try await stage.run([
                "submit", stage.create, "--range",
                "groupId=\(stage.groups.lowerBound)..\(stage.groups.lowerBound)",
                "--job", "run", "--detach",
            ])
            // If it finds the engine dead, it accepts the saga itself, which is not meant here.
            if result.output.contains("a running engine has them") { stage.saga = "acknowledged" }
        }
        let (bench, group) = (stage.bench, "\(stage.groups.lowerBound)")
        let before = stage.initial["node01", default: [:]].count
        try await wait(for: command) {
            let contents = try await bench.cluster.contents()
            return contents["node03"]?[group] != nil
                && contents["node01", default: [:]].count >= before + 2
        }
        command.signal(SIGTERM)
    }

    private func wait(
        for command: RunningCommand, _ condition: () async throws -> Bool
    ) async throws {
        while command.isRunning, try await !condition() {
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    func losses(_ stage: Stage, isAcknowledged: Bool) async throws -> [String] {
        guard stage.saga == "acknowledged" else { return [] }
        let isThere = try await stage.bench.list().contains { $0.job == "run" }
        return isThere ? [] : ["P1: the saga that was acknowledged over the socket is lost"]
    }

    func finish(_ stage: Stage, isAcknowledged: Bool) async throws {
        try await stage.run(["schedule", "pause", "tick"]).ending(0)
        try await stage.run(stage.submission(1)).ending(0)
    }

    func complaints(_ stage: Stage, _ evidence: Evidence) async throws -> [String] {
        let sagas = evidence.sagas
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        let moments = try sagas.filter { $0.job == "schedule/tick" }
            .map { try Date($0.key, strategy: style).timeIntervalSince1970 }.sorted()
        let areInLine = zip(moments, moments.dropFirst()).allSatisfy { $1 - $0 == 1 }
        let mine = sagas.count { $0.job == "run" && $0.status == .completed }
        return (areInLine ? [] : ["not one run for each second: \(moments)"])
            + (mine == 1 ? [] : ["the submitted saga is completed \(mine) times"])
    }
}
