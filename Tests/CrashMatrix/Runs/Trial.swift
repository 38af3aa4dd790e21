import Bench
import Foundation
import SagaTesting
import TestProcesses

/// Lets a program die at a place, finishes its work, and checks all promises.
struct Trial {
    let scenario: any Scenario
    let id: RunID
    let seed: UInt64
    let number: Int

    /// Runs on nodes that others used before, in a folder of its own.
    func run(on bench: Bench) async -> RunOutcome {
        var outcome = RunOutcome(id: id)
        let folder = bench.directory + "/run-\(number)"
        do {
            try FileManager.default.createDirectory(
                atPath: folder + "/disk", withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            var stage = try await Stage(bench, number: number)
            try await run(on: &stage, &outcome)
        } catch {
            outcome.complaints.append("could not go on: \(error)")
        }
        outcome.folder = folder
        return outcome
    }

    private func run(on stage: inout Stage, _ outcome: inout RunOutcome) async throws {
        try await scenario.prepare(&stage)
        let log = stage.disk + "/../places"
        var environment = ["SAGA_FAILPOINT_LOG": log]
        if let place = id.place { environment["SAGA_FAILPOINT"] = "\(place):\(id.count)" }
        let loss =
            id.death == .kill
            ? nil
            : try LostPower(
                directory: stage.disk, recording: stage.disk + "/../recording", id: id, seed: seed)
        environment.merge(try loss?.environment ?? [:]) { $1 }
        if loss != nil, scenario.millisecondsPerSync > 0 {
            environment["DISK_SHIM_FAULTS"] = "sync:*:1+:slow=\(scenario.millisecondsPerSync)"
        }
        let command = try stage.bench.start(
            scenario.arguments(on: stage), environment: environment)
        try await scenario.accompany(command, on: &stage)
        let result = await command.result()
        outcome.hits = Hits.read(log)
        outcome.wasKilled = result.wasKilled && !result.wasTooSlow
        guard outcome.wasKilled || scenario.codes.contains(result.code) else {
            outcome.complaints.append("the program ended otherwise than it should: \(result)")
            return
        }
        if outcome.wasKilled { try loss?.strike() }
        let isAcknowledged = !result.output.isEmpty
        if let told = Told(result.output) {
            outcome.complaints += told.contradictions(try await stage.bench.list())
        }
        outcome.complaints += try await scenario.losses(stage, isAcknowledged: isAcknowledged)
        try await scenario.finish(stage, isAcknowledged: isAcknowledged)
        let evidence = try await stage.evidence()
        var known = evidence
        if !scenario.comparesContents { known.contents = [:] }
        outcome.complaints += try await stage.bench.complaints(about: known)
        outcome.complaints += try await scenario.complaints(stage, evidence)
    }
}
