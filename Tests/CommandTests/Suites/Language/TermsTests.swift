import Bench
import Foundation
import Journal
import SagaTesting
import Steps
import TestProcesses
import Testing

extension RealProcesses {
    /// When sagas start, and in which order.
    @Suite("Terms of a submission", .serialized)
    struct TermsTests {
        @Test("a bulk job does not starve others, and the most urgent goes first")
        func turns() async throws {
            try await Bench.with { bench in
                let submissions = [
                    ("bulk", 1...200, "3"), ("late", 301...301, "3"), ("urgent", 401...401, "1"),
                ]
                for (job, groups, priority) in submissions {
                    let result = try await bench.submit(
                        Workflows.create, groups, job: job, "--detach", "--priority", priority)
                    #expect(result.code == 0, "\(result)")
                }
                let resumed = try await bench.sagactl("resume", "-j", "1", "--quiet")
                #expect(resumed.code == 0, "\(resumed)")
                // Several end in one millisecond; those with the same time are as they come.
                let start = Timestamp(rawValue: 0)
                let ended = try await bench.list().sorted {
                    $0.endedAt ?? start < $1.endedAt ?? start
                }
                let urgent = try #require(ended.firstIndex { $0.job == "urgent" })
                let late = try #require(ended.firstIndex { $0.job == "late" })
                #expect(urgent == 0)
                #expect(late <= 3)
                try await bench.checkPromises()
            }
        }

        @Test("a delayed saga starts no earlier, and is not forgotten when the engine is killed")
        func delayed() async throws {
            try await Bench.with { bench in
                let before = Date()
                let accepted = try await bench.submit(
                    Workflows.create, inputs: ["groupId": "later"], "--detach", "--delay", "1500ms")
                #expect(accepted.code == 0, "\(accepted)")
                let killed = try bench.start(["resume", "--quiet"])
                try await Task.sleep(for: .milliseconds(300))
                await killed.destroy()
                let saga = try #require(try await bench.list().first)
                #expect(try await bench.show(saga.id)["waitsFor"] as? String != nil)
                let resumed = try await bench.sagactl("resume", "--quiet")
                #expect(resumed.code == 0, "\(resumed)")
                let history = try await bench.history(of: saga.id)
                let start = try #require(
                    history.first { $0["type"] as? String == "sagaStarted" }?["time"] as? String)
                let startedAt = try Date(
                    start, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
                // The journal counts in whole milliseconds.
                #expect(startedAt.timeIntervalSince(before) >= 1.499)
                try await bench.checkPromises()
            }
        }

        @Test("an engine that serves is handed sagas")
        func handedOver() async throws {
            try await Bench.with { bench in
                let added = try await bench.sagactl(
                    "schedule", "add", Workflows.named("nightly-cleanup"))
                #expect(added.code == 0, "\(added)")
                let engine = try bench.start(["serve", "--quiet"])
                try await bench.until("the engine listens", while: engine) {
                    FileManager.default.fileExists(atPath: bench.journal + "/control.sock")
                }
                let accepted = try await bench.submit(
                    Workflows.create, 1...700, job: "handed", "--detach")
                #expect(accepted.code == 0, "\(accepted)")
                let again = try await bench.submit(
                    Workflows.create, 1...700, job: "handed", "--detach")
                #expect(again.code == 0 && again.output.contains(#""known":700"#), "\(again)")
                let waiting = try await bench.submit(Workflows.create, 701...701, job: "other")
                #expect(waiting.code == 1 && waiting.errors.contains("\(engine.pid)"), "\(waiting)")
                try await bench.until("all have ended", while: engine) {
                    try await bench.list().count { $0.status == .completed } == 700
                }
                await engine.destroy()
                try await bench.checkPromises()
            }
        }

        @Test("sagas can be about some of the nodes")
        func nodes() async throws {
            try await Bench.with { bench in
                let done = try await bench.submit(
                    Workflows.create, inputs: ["groupId": "g"], "--nodes", "node03,node01")
                #expect(done.code == 0, "\(done)")
                #expect(try await bench.groups(on: "node02") == [])
                #expect(try await bench.groups(on: "node03") == ["g"])
                let unknown = try await bench.submit(
                    Workflows.create, inputs: ["groupId": "h"], "--nodes", "node01,node9")
                #expect(unknown.code == 2 && unknown.errors.contains("node9"), "\(unknown)")
            }
        }
    }
}
