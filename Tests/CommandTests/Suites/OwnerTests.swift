import Bench
import Foundation
import Journal
import SagaTesting
import TestProcesses
import Testing

extension RealProcesses {
    /// One engine owns a journal at a time; it can be stopped, and its disk can be small.
    @Suite("The owner of a journal", .serialized)
    struct OwnerTests {
        @Test("refuses another one by its number, and lets readers read")
        func secondEngine() async throws {
            try await Bench.with { bench in
                try await bench.cluster.control(#"{"hang": true}"#)
                let owner = try bench.start(bench.submission(Workflows.create, 0...9, job: "own"))
                try await bench.firstRequest()
                for command in [
                    ["resume"],
                    bench.submission(Workflows.create, 10...11, job: "other"),
                ] {
                    let refused = try await bench.start(command).result()
                    #expect(refused.code == 1, "\(refused)")
                    #expect(refused.errors.contains("\(owner.pid)"), "\(refused)")
                }
                for command in [
                    ["list", "-o", "jsonl"], ["journal", "info"], ["journal", "verify"],
                    ["journal", "export"],
                ] {
                    let read = try await bench.start(command).result()
                    #expect(read.code == 0, "\(read)")
                }
                let sagas = try await bench.list()
                #expect(sagas.count == 10)
                #expect(sagas.contains { $0.status == .running })
                let id = try #require(sagas.first?.id)
                for command in [["history", id], ["show", id]] {
                    let read = try await bench.start(command).result()
                    #expect(read.code == 0, "\(read)")
                }
                try await bench.cluster.control(#"{"hang": false}"#)
                let result = await owner.result()
                #expect(result.code == 0, "\(result)")
                try await bench.checkPromises()
            }
        }

        @Test("ends its sagas after one Ctrl-C, and the rest can be resumed")
        func interruptedOnce() async throws {
            try await Bench.with(ClusterSettings(latency: "10ms")) { bench in
                let command = try bench.start(
                    bench.submission(Workflows.create, 0...399, job: "stop"))
                try await bench.firstRequest()
                command.signal(SIGINT)
                let result = await command.result()
                #expect(result.code == 130, "\(result)")
                let before = try await bench.list()
                #expect(before.allSatisfy { $0.status == .completed || $0.status == .accepted })
                #expect(before.contains { $0.status == .accepted })
                let resumed = try await bench.sagactl("resume", "--quiet")
                #expect(resumed.code == 0, "\(resumed)")
                #expect(try await bench.list().count == before.count)
                try await bench.checkPromises()
            }
        }

        @Test("ends after one Ctrl-C, or two, though nobody reads what it says", arguments: [1, 2])
        func unread(interrupts: Int) async throws {
            try await Bench.with { bench in
                // Its standard error is a pipe that is full, and stays so.
                let script = """
                    exec 2> >(exec sleep 45 > /dev/null 2>&1)
                    head -c 1000000 /dev/zero >&2 &
                    exec "$0" serve --grace 1
                    """
                let engine = try RunningCommand(
                    "/bin/bash", ["-c", script, try Binary.sagactl.path],
                    environment: [
                        "PATH": "/usr/bin:/bin", "SAGA_JOURNAL": bench.journal,
                        "SAGA_CLUSTER": bench.clusterFile,
                    ], directory: bench.directory, deadline: .seconds(30))
                try await eventually("the engine serves") {
                    FileManager.default.fileExists(atPath: bench.socket)
                }
                for _ in 0..<interrupts { engine.signal(SIGINT) }
                let result = await engine.result()
                #expect(result.code == 130, "\(result)")
            }
        }

        @Test("leaves at once after two Ctrl-Cs, and everything can be resumed")
        func interruptedTwice() async throws {
            try await Bench.with { bench in
                try await bench.cluster.control(#"{"hang": true}"#)
                let command = try bench.start(
                    bench.submission(Workflows.create, 0...9, job: "stop"))
                try await bench.firstRequest()
                command.signal(SIGINT)
                try await eventually("the first one is noticed") {
                    command.errors.contains("Again to leave at once")
                }
                command.signal(SIGINT)
                let result = await command.result()
                #expect(result.code == 130, "\(result)")
                try await bench.cluster.control(#"{"hang": false}"#)
                let resumed = try await bench.sagactl("resume", "--quiet")
                #expect(resumed.code == 0, "\(resumed)")
                #expect(try await bench.list().allSatisfy { $0.status == .completed })
                try await bench.checkPromises()
            }
        }

        @Test("leaves what hangs when the grace is over, and it can be resumed")
        func hangsBeyondGrace() async throws {
            try await Bench.with { bench in
                let workflow = try bench.file(
                    "patient.yaml", HastyWorkflow.create(attempts: 3, timeout: "10m"))
                try await bench.cluster.control(#"{"hang": true}"#, node: "node02")
                let command = try bench.start(
                    bench.submission(workflow, 0...4, job: "hang") + ["--grace", "1"])
                try await eventually("all sagas hang at node02") {
                    try await bench.cluster.hanging(at: "node02") == 5
                }
                command.signal(SIGINT)
                let result = await command.result()
                #expect(result.code == 130, "\(result)")
                let summary = try #require(try result.json() as? [String: Any])
                #expect(summary["submitted"] as? Int == 5)
                #expect(summary["interrupted"] as? Bool == true)
                #expect(try await bench.list().allSatisfy { $0.status == .running })
                try await bench.cluster.control(#"{"hang": false}"#)
                let resumed = try await bench.sagactl("resume", "--quiet")
                #expect(resumed.code == 0, "\(resumed)")
                #expect(try await bench.list().allSatisfy { $0.status == .completed })
                try await bench.checkPromises()
            }
        }

        @Test("leaves an input that says nothing and does not end")
        func silentInput() async throws {
            try await Bench.with { bench in
                let command = try bench.start(
                    [
                        "submit", Workflows.create, "--inputs", "-", "--job", "silent", "--grace",
                        "1", "--quiet",
                    ], input: "", holdsInput: true)
                try await bench.runningEngine()
                command.signal(SIGINT)
                let result = await command.result()
                #expect(result.code == 130, "\(result)")
                #expect(try await bench.list().isEmpty)
                let again = try await bench.submit(Workflows.create, 0...1, job: "silent")
                #expect(again.code == 0, "\(again)")
                try await bench.checkPromises()
            }
        }

        @Test("is watched by a list that shows no saga twice")
        func listsMeanwhile() async throws {
            try await Bench.with(ClusterSettings(latency: "5ms")) { bench in
                let command = try bench.start(
                    bench.submission(Workflows.create, 0...299, job: "watched"))
                var lists = 0
                while command.isRunning {
                    let list = try await bench.sagactl("list", "-o", "ids")
                    // There is none before the engine has made its journal.
                    guard list.code == 0 else { continue }
                    let ids = list.output.split(separator: "\n")
                    #expect(ids.count == Set(ids).count)
                    if !ids.isEmpty { lists += 1 }
                }
                #expect(lists > 0)
                let result = await command.result()
                #expect(result.code == 0, "\(result)")
                #expect(try await bench.list().count == 300)
            }
        }

        @Test("says so when the journal is full, and finishes what was accepted")
        func fullJournal() async throws {
            try await Bench.with { bench in
                let small = ["SAGA_JOURNAL_SIZE": "1MiB"]
                let full = try await bench.sagactl(
                    "submit", Workflows.create, "--range", "groupId=0..9999", "--job", "many",
                    "--detach", "--quiet", environment: small)
                #expect(full.code == 1, "\(full)")
                #expect(full.errors.contains("journal_full"), "\(full)")
                let accepted = try await bench.list().count
                #expect(accepted > 0 && accepted < 10_000)
                let resumed = try await bench.sagactl("resume", "--quiet", environment: small)
                #expect(resumed.code == 0, "\(resumed)")
                let sagas = try await bench.list()
                #expect(sagas.count == accepted)
                #expect(sagas.allSatisfy { $0.status == .completed })
                try await bench.checkPromises()
            }
        }
    }
}

extension Bench {
    /// Waits until an engine has journaled that it sends a request.
    func firstRequest() async throws {
        try await eventually("a request is on its way") {
            let result = try await sagactl("journal", "export")
            return result.output.contains("attemptStarted")
        }
    }

    /// Waits until an engine runs and can be interrupted.
    func runningEngine() async throws {
        try await eventually("an engine runs") {
            FileManager.default.fileExists(atPath: socket)
        }
    }

    /// Where a running engine can be reached.
    var socket: String { journal + "/control.sock" }
}
