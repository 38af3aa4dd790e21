import Bench
import Foundation
import Journal
import SagaTesting
import TestProcesses
import Testing

extension RealProcesses {
    /// Workflows that run by themselves.
    @Suite("Schedules", .serialized)
    struct ScheduleTests {
        private static let everySecond = """
            workflow: tick
            schedule: { every: 1s, overlap: allow, inputs: { name: tick } }
            inputs: { name: { type: string } }
            steps:
              - id: create
                node: node01
                action: { POST: /v1/group, json: { groupId: "${input.name}-${saga.timestamp}" }, succeeded: [201] }
                probe: { GET: "/v1/group/${input.name}-${saga.timestamp}", succeeded: [200, 404], applied: reply.status == 200 }
                compensation: { DELETE: /v1/group, json: { groupId: "${input.name}-${saga.timestamp}" } }
            """

        @Test("lose no run and double none, however often the engine is killed")
        func killed() async throws {
            try await Bench.with { bench in
                let file = try bench.file("tick.yaml", Self.everySecond)
                let added = try await bench.sagactl("schedule", "add", file)
                #expect(added.code == 0, "\(added)")
                for _ in 0..<6 {
                    let engine = try bench.start(["serve", "--quiet"])
                    try await Task.sleep(for: .milliseconds(.random(in: 300...1_400)))
                    await engine.destroy()
                }
                let engine = try bench.start(["serve", "--quiet"])
                let before = try await bench.moments()
                try await bench.until("more runs", while: engine) {
                    try await bench.moments().count >= before.count + 2
                }
                engine.signal(SIGTERM)
                let ended = await engine.result()
                #expect(ended.code == 130, "\(ended)")
                let resumed = try await bench.sagactl("resume", "--quiet", "-o", "json")
                #expect(resumed.code == 0, "\(resumed)")
                // One run for each second, from the first to the last.
                let moments = try await bench.moments()
                #expect(Set(moments).count == moments.count)
                let first = try #require(moments.min())
                let seconds = moments.map { Int(($0.timeIntervalSince(first)).rounded()) }.sorted()
                #expect(seconds == Array(0..<moments.count), "\(seconds)")
                #expect(try await bench.groups(on: "node01").count == moments.count)
                try await bench.checkPromises(comparesContents: false)
            }
        }

        @Test("are listed, paused, and removed, whether an engine runs or not")
        func managed() async throws {
            try await Bench.with { bench in
                let nightly = Workflows.named("nightly-cleanup")
                let next = try await bench.sagactl("schedule", "next", nightly, "--count", "3")
                #expect(next.output.split(separator: "\n").count == 3, "\(next)")
                #expect(try await bench.sagactl("schedule", "add", nightly).code == 0)
                let engine = try bench.start(["serve", "--quiet"])
                try await bench.until("the engine listens", while: engine) {
                    FileManager.default.fileExists(atPath: bench.journal + "/control.sock")
                }
                for (verb, expected) in [("pause", "paused"), ("unpause", "02:30 daily")] {
                    let changed = try await bench.sagactl("schedule", verb, "nightly-cleanup")
                    #expect(changed.code == 0, "\(changed)")
                    let list = try await bench.sagactl("schedule", "list")
                    #expect(list.output.contains("paused") == (expected == "paused"), "\(list)")
                }
                await engine.destroy()
                let list = try await bench.sagactl("schedule", "list", "-o", "jsonl")
                #expect(
                    list.output.contains(#""timing":"30 2 * * *","zone":"Europe/Berlin""#),
                    "\(list)")
                #expect(try await bench.sagactl("schedule", "remove", "nightly-cleanup").code == 0)
                let gone = try await bench.sagactl("schedule", "remove", "nightly-cleanup")
                #expect(gone.code == 1 && gone.errors.contains("no schedule"), "\(gone)")
            }
        }

        @Test("run the nightly cleanup as they would at night")
        func nightly() async throws {
            try await Bench.with { bench in
                for group in ["scratch-1", "scratch-2", "kept"] {
                    try await bench.submit(Workflows.create, inputs: ["groupId": group])
                }
                // The same workflow, only that its night comes every second.
                let text = try String(
                    contentsOfFile: Workflows.named("nightly-cleanup"), encoding: .utf8)
                let hasty = text.replacing(#"cron: "30 2 * * *""#, with: "every: 1s")
                    .replacing("  zone: Europe/Berlin\n", with: "")
                #expect(hasty != text)
                let file = try bench.file("hasty.yaml", hasty)
                let child = try String(contentsOfFile: Workflows.delete, encoding: .utf8)
                _ = try bench.file("delete-group.yaml", child)
                #expect(try await bench.sagactl("schedule", "add", file).code == 0)
                let engine = try bench.start(["serve", "--quiet"])
                try await bench.until("the groups are gone", while: engine) {
                    guard try await bench.moments().count >= 2 else { return false }
                    return try await bench.groups(on: "node03") == ["kept"]
                }
                engine.signal(SIGTERM)
                _ = await engine.result()
                _ = try await bench.sagactl("resume", "--quiet")
                try await bench.checkPromises()
            }
        }
    }
}

extension Bench {
    /// The planned moments of all runs.
    fileprivate func moments() async throws -> [Date] {
        try await list().filter { $0.job.hasPrefix("schedule/") && !$0.key.contains("/action/") }
            .map {
                try Date(
                    $0.key, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
            }
    }
}
