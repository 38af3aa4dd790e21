import Bench
import Foundation
import Journal
import SagaTesting
import TestProcesses
import Testing

extension RealProcesses {
    /// What an operator meets, from the first look to the end.
    @Suite("The operator's desk", .serialized)
    struct StoriesTests {
        @Test("a compensation that fails for good: parked, seen, settled, done")
        func failedCompensation() async throws {
            try await Bench.with { bench in
                let file = try bench.file("staged.yaml", DeskWorkflows.staged())
                try await bench.cluster.plant(group: 7, timestamp: nil, on: "node02")
                let engine = try await bench.serve()
                let saga = try await bench.asking(file, group: "7", beside: engine)
                try await bench.cluster.control(
                    #"{"failNext": 1000, "fault": "before", "status": 403}"#, node: "node01")
                try await bench.sagactl("signal", saga, "ask", "yes").ending(0)
                try await bench.reaches("parked", saga, beside: engine)
                try await bench.cluster.control(#"{"failNext": 0}"#)

                // What is known: the tries, what the node says now, and what each verb would do.
                let shown = try await bench.sagactl("show", saga).ending(0).output
                for words in [
                    "evidence of first@node01", "HTTP 403", "its node says now: in effect",
                    "sagactl settle \(saga) first@node01 succeeded", "it ends, compensated",
                    "what is refused", "compensate: it is parked on its way back",
                ] {
                    #expect(shown.contains(words), "\(words) is missing in \(shown)")
                }
                let plan = try await bench.sagactl("plan", "--compensate", saga).ending(0).output
                #expect(plan.contains("1. first@node01: DELETE /v1/group"), "\(plan)")
                #expect(plan.contains(#"{"groupId":"7"}"#), "\(plan)")
                let why = try await bench.sagactl("why", saga).ending(0).output
                #expect(why.contains("sagactl forward \(saga) --step first@node01"), "\(why)")

                // What cannot be done is refused, with what can be done instead.
                let refused = try await bench.sagactl(
                    "skip", saga, "first", "--reason", "no matter"
                ).ending(1).output
                #expect(refused.contains("settle says that something is undone"), "\(refused)")

                try await bench.cluster.remove(group: "7", on: "node01")
                let trial = try await bench.sagactl(
                    "settle", saga, "first", "succeeded", "--reason", "by hand", "--dry-run"
                ).ending(0).output
                #expect(trial.contains("would settle: it ends, compensated"), "\(trial)")
                try await bench.sagactl(
                    "settle", saga, "first", "succeeded", "--reason", "deleted by hand"
                ).ending(0)
                try await bench.reaches("compensated", saga, beside: engine)
                let decisions = try await bench.decisions(in: saga)
                #expect(decisions.count == 1 && decisions[0].hasSuffix(": deleted by hand"))
                await bench.end(engine)
                try await bench.checkPromises(initial: ["node02": ["7": ""]])
            }
        }

        /// As many as make a bulk, and few enough for a small machine.
        private static let bulk = 500

        @Test("a wrong password on a node: paused, mended, retried at a rate, and who failed again")
        func wrongPassword() async throws {
            try await Bench.with { bench in
                let file = try bench.file("everywhere.yaml", DeskWorkflows.everywhere)
                let foreign = [11, 12, 13]
                for group in foreign {
                    try await bench.cluster.plant(group: group, timestamp: nil, on: "node03")
                }
                try await bench.cluster.control(
                    #"{"failNext": 100000, "fault": "before", "status": 401}"#, node: "node03")
                let engine = try await bench.serve()
                try await bench.sagactl(
                    "submit", file, "--range", "g=1..\(Self.bulk)", "--job", "bulk", "--detach",
                    "--quiet"
                ).ending(0)
                try await bench.until("many are parked", while: engine) {
                    try await bench.list().count { $0.status == .parked } > 20
                }
                try await bench.sagactl(
                    "pause", "--node", "node03", "--reason", "its password is wrong"
                ).ending(0)
                let paused = try await bench.sagactl("pause").ending(0).output
                #expect(paused.contains("node03") && paused.contains("its password is wrong"))
                // Everybody else's work goes on up to node03, and waits there.
                try await bench.until("the others wait", while: engine) {
                    try await bench.groups(on: "node02").count == Self.bulk
                }
                try await bench.cluster.control(#"{"failNext": 0}"#)
                try await bench.sagactl(
                    "unpause", "--node", "node03", "--reason", "it has the right one"
                ).ending(0)
                try await bench.until("nothing runs any more", while: engine) {
                    try await bench.list().allSatisfy {
                        $0.status == .parked || $0.status == .completed
                    }
                }

                let query = "status=parked and node=node03 and job=bulk"
                let unsure = try await bench.sagactl("retry", "--where", query).ending(2)
                #expect(unsure.errors.contains("--yes"), "\(unsure)")
                let retried = try await bench.sagactl(
                    "retry", "--where", query, "--yes", "--rate", "200/s", "--wait", "--reason",
                    "the password is mended"
                ).ending(4).output
                let parked = try await bench.list().filter { $0.status == .parked }
                #expect(Set(parked.map(\.key)) == Set(foreign.map { "g=\($0)" }), "\(retried)")
                #expect(retried.contains("3 failed:"), "\(retried)")
                for saga in parked {
                    #expect(
                        retried.contains("\(saga.id) parked again: create@node03"), "\(retried)")
                }
                let log = try await bench.sagactl("history").ending(0).output
                #expect(log.contains("pause") && log.contains("it has the right one"), "\(log)")
                await bench.end(engine)
                try await bench.checkPromises(
                    initial: ["node03": ["11": "", "12": "", "13": ""]])
            }
        }

        @Test("a bad definition in flight: its workflow is paused, migrated, and goes on")
        func badDefinition() async throws {
            try await Bench.with { bench in
                let bad = try bench.file("bad.yaml", DeskWorkflows.staged(second: "/v1/nothing"))
                let good = try bench.file("good.yaml", DeskWorkflows.staged())
                let engine = try await bench.serve()
                let saga = try await bench.asking(bad, group: "3", beside: engine)
                try await bench.sagactl(
                    "pause", "--workflow", "staged", "--reason", "the path is wrong"
                ).ending(0)
                try await bench.sagactl("signal", saga, "ask", "yes").ending(0)
                try await bench.sagactl(
                    "submit", bad, "--input", "g=4", "--detach", "--quiet"
                ).ending(0)
                let why = try await bench.sagactl("why", saga).ending(0).output
                #expect(why.contains("the workflow staged, which"), "\(why)")
                #expect(why.contains("sagactl unpause --workflow staged"), "\(why)")
                // A pause outlives the engine, however it ends.
                await engine.destroy()
                let moved = try await bench.sagactl("migrate", "staged", "--to", good).ending(0)
                #expect(moved.output.contains("2 were moved"), "\(moved)")
                let second = try await bench.serve()
                let waiting = try await bench.list().filter { $0.status != .completed }
                #expect(waiting.count == 2)
                try await bench.sagactl(
                    "unpause", "--workflow", "staged", "--reason", "the path is right"
                ).ending(0)
                try await bench.reaches("completed", saga, beside: second)
                #expect(try await bench.groups(on: "node02") == ["3"])
                let other = try found(waiting.first { $0.id != saga }, "the other saga").id
                try await bench.until("\(other) asks", while: second) {
                    let words = try await bench.show(other)["waitsFor"] as? String
                    return words?.hasPrefix("an answer") == true
                }
                try await bench.sagactl("signal", other, "ask", "yes").ending(0)
                try await bench.reaches("completed", other, beside: second)
                await bench.end(second)
                try await bench.checkPromises(comparesContents: false)
            }
        }

        @Test("a step that was skipped by mistake is done after all, as it had not run")
        func skippedByMistake() async throws {
            try await Bench.with { bench in
                let file = try bench.file("staged.yaml", DeskWorkflows.staged())
                let engine = try await bench.serve()
                let saga = try await bench.asking(file, group: "5", beside: engine)
                try await bench.sagactl(
                    "skip", saga, "second", "--reason", "the wrong terminal"
                ).ending(0)
                #expect(try await bench.states(of: saga)["second@node02"] == "skipped")
                let again = try await bench.sagactl(
                    "skip", saga, "second", "--reason", "the wrong terminal"
                ).ending(0)
                #expect(again.output.contains("so already"), "\(again)")
                try await bench.sagactl("skip", saga, "second", "--undo").ending(0)
                try await bench.sagactl("signal", saga, "ask", "yes").ending(0)
                try await bench.reaches("completed", saga, beside: engine)
                #expect(try await bench.groups(on: "node02") == ["5"])
                let words = try await bench.decisions(in: saga).compactMap {
                    $0.split(separator: " ").first
                }
                #expect(words == ["skip", "unskip"])
                let late = try await bench.sagactl("skip", saga, "second", "--undo").ending(1)
                #expect(late.output.contains("it has ended, completed"), "\(late)")
                await bench.end(engine)
                try await bench.checkPromises(comparesContents: false)
            }
        }

        @Test("edits, forward, compensate and abandon do what they say")
        func otherVerbs() async throws {
            try await Bench.with { bench in
                let file = try bench.file(
                    "staged.yaml", DeskWorkflows.staged(onFailure: "park", locks: "[]"))
                let engine = try await bench.serve()
                let edited = try await bench.asking(file, group: "20", beside: engine)
                try await bench.sagactl(
                    "edit", edited, "second", "--input", "g=21", "--reason", "it is 21 there"
                ).ending(0)
                let ran = try await bench.sagactl(
                    "edit", edited, "first", "--input", "g=21", "--reason", "x"
                ).ending(1)
                #expect(ran.output.contains("its node knows the request"), "\(ran)")
                try await bench.sagactl("signal", edited, "ask", "yes").ending(0)
                try await bench.reaches("completed", edited, beside: engine)
                #expect(try await bench.groups(on: "node02") == ["21"])

                try await bench.cluster.plant(group: 30, timestamp: nil, on: "node02")
                let turned = try await bench.asking(file, group: "30", beside: engine)
                try await bench.sagactl("signal", turned, "ask", "yes").ending(0)
                try await bench.reaches("parked", turned, beside: engine)
                try await bench.cluster.control(
                    #"{"failNext": 1000, "fault": "before", "status": 403}"#, node: "node01")
                try await bench.sagactl("compensate", turned, "--reason", "not so").ending(0)
                try await bench.until("the undo has failed", while: engine) {
                    let state = try await bench.states(of: turned)["first@node01"]
                    let status = try await bench.show(turned)["status"] as? String
                    return state == "confirming" && status == "parked"
                }
                try await bench.cluster.control(#"{"failNext": 0}"#)
                try await bench.sagactl("forward", turned, "--reason", "it may stay").ending(0)
                try await bench.reaches("compensated", turned, beside: engine)
                #expect(try await bench.states(of: turned)["first@node01"] == "left")
                #expect(try await bench.groups(on: "node01").contains("30"))

                let ended = try await bench.asking(file, group: "40", beside: engine)
                try await bench.sagactl(
                    "abandon", "--where", "input.g=40", "--yes", "--reason", "nobody wants it"
                ).ending(0)
                try await bench.reaches("abandoned", ended, beside: engine)
                let again = try await bench.sagactl("abandon", ended, "--reason", "x").ending(0)
                #expect(again.output.contains("abandoned already"), "\(again)")
                await bench.end(engine)
                try await bench.checkPromises(comparesContents: false)
            }
        }
    }
}
