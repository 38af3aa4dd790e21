import Bench
import Foundation
import SagaTesting
import TestProcesses
import Testing

extension RealProcesses {
    /// What `why` says of each kind of waiting.
    @Suite("Why a saga waits", .serialized)
    struct WhyTests {
        private static func workflow(_ name: String, locks: String = "", _ steps: String) -> String
        {
            "workflow: \(name)\ninputs: { g: { type: string } }\n\(locks)\nsteps:\n\(steps)\n"
        }

        private static func create(
            on node: String, _ more: String = "",
            retry: String = "{ attempts: 3, initial: 1h, cap: 1h }"
        ) -> String {
            """
              - id: create
                node: \(node)
                \(more)
                action: { POST: /v1/group, json: { groupId: "${input.g}" }, succeeded: [201], timeout: 60s, retry: \(retry) }
                compensation: { none: a test ends }
            """
        }

        private static let lock = "locks: [\"group/${input.g}\"]"
        private static let ask = "  - id: ask\n    action: { signal: \"Go on?\" }"

        @Test("a pause ends under whichever form of its name")
        func formsOfAName() async throws {
            try await Bench.with { bench in
                let engine = try await bench.serve()
                try await bench.sagactl(
                    "pause", "--job", "m\u{E9}", "--reason", "later"
                ).ending(0)
                try await bench.sagactl("unpause", "--job", "me\u{301}").ending(0)
                let left = try await bench.sagactl("pause", "-o", "jsonl").ending(0)
                #expect(left.output == "", "\(left)")
                await bench.end(engine)
            }
        }

        @Test("each kind of waiting is named, with what can be done about it")
        func everyKind() async throws {
            try await Bench.with { bench in
                try bench.append("pools: { slow: { concurrency: 1 } }\n")
                try await bench.cluster.control(#"{"hang": true}"#, node: "node01")
                try await bench.cluster.control(#"{"endpointDown": true}"#, node: "node02")
                let asks = try bench.file(
                    "asks.yaml", Self.workflow("asks", locks: Self.lock, Self.ask))
                let engine = try await bench.serve()
                try await bench.sagactl(
                    "pause", "--job", "resting", "--reason", "later"
                ).ending(0)

                let holder = try await bench.waits("signal", asks, "1", "Go on?")
                try await bench.waits("lock", asks, "1", holder)
                try await bench.waits(
                    "start", asks, "2", "its time", submitting: ["--delay", "1h"])
                try await bench.waits(
                    "pause", asks, "3", "the job resting, which", submitting: ["--job", "resting"])
                try await bench.waits(
                    "sleep",
                    try bench.file(
                        "sleeps.yaml",
                        Self.workflow("sleeps", "  - id: nap\n    action: { sleep: 1h }")),
                    "4", "nap to sleep until")
                let parent = try bench.file(
                    "parent.yaml",
                    Self.workflow(
                        "parent",
                        """
                          - id: family
                            action: { saga: asks, inputs: { g: "${input.g}" } }
                            compensation: { none: a test ends }
                        """))
                try await bench.waits("child", parent, "5", "that family has started")
                let hangs = try bench.file(
                    "hangs.yaml", Self.workflow("hangs", Self.create(on: "node01", "pool: slow")))
                try await bench.waits(
                    "reply", hangs, "6", "the reply to the action of create@node01")
                try await bench.waits("limit", hangs, "7", "the pool slow has 1 of 1")
                let refused = try bench.file(
                    "refused.yaml", Self.workflow("refused", Self.create(on: "node02")))
                let late = try await bench.waits(
                    "backoff", refused, "8", "the next try of create@node02")
                try await bench.waits("endpoint", of: late, "the node node02, whose endpoint")
                let stuck = try bench.file(
                    "stuck.yaml",
                    Self.workflow("stuck", Self.create(on: "node02", retry: "{ attempts: 1 }"))
                        .replacing("steps:", with: "onFailure: park\nsteps:"))
                try await bench.waits("operator", stuck, "9", "create@node02 ended unknown")
                await engine.destroy()
            }
        }

        @Test("what is paused is named by whoever paused it, with and without an engine")
        func pauses() async throws {
            try await Bench.with { bench in
                let file = try bench.file("staged.yaml", DeskWorkflows.staged())
                let engine = try await bench.serve()
                let saga = try await bench.asking(file, group: "1", beside: engine)
                for (arguments, words) in [
                    ([saga], "has paused it: so"), (["--job", "job-1"], "the job job-1, which"),
                    (["--workflow", "staged"], "the workflow staged, which"),
                ] {
                    let pause = ["pause"] + arguments + ["--reason", "so"]
                    try await bench.start(pause).result().ending(0)
                    try await bench.waits("pause", of: saga, words)
                    try await bench.start(["unpause"] + arguments).result().ending(0)
                }
                let pause = ["pause", "--node", "node02", "--reason", "so"]
                try await bench.start(pause).result().ending(0)
                try await bench.sagactl("signal", saga, "ask", "yes").ending(0)
                try await bench.waits("pause", of: saga, "the node node02, which")
                #expect(try await bench.groups(on: "node02").isEmpty)
                await bench.end(engine)
                try await bench.waits("pause", of: saga, "the node node02, which")
                // What rests is not waited for: nothing of it is under way.
                try await bench.start(["unpause", "--node", "node02"]).result().ending(0)
                try await bench.sagactl("resume", "--quiet").ending(0)
                #expect(try await bench.groups(on: "node02") == ["1"])
                #expect(try await bench.sagactl("why", saga).ending(0).output.contains("completed"))
            }
        }

        @Test("requests that may still arrive keep a saga's locks")
        func lateRequests() async throws {
            let settings = ClusterSettings(maxRequestLifetime: "1h")
            try await Bench.with(settings) { bench in
                let file = try bench.file(
                    "late.yaml",
                    Self.workflow(
                        "late", locks: Self.lock,
                        Self.create(on: "node03", retry: "{ attempts: 3, initial: 5ms }")))
                try await bench.cluster.control(
                    #"{"failNext": 1, "fault": "before", "status": 503}"#, node: "node03")
                let engine = try await bench.serve()
                try await bench.waits("lateRequests", file, "1", "late requests")
                await engine.destroy()
            }
        }
    }
}

extension Bench {
    /// Submits a saga, and waits until `why` says that it waits for something of a kind.
    ///
    /// - Returns: the saga.
    @discardableResult
    fileprivate func waits(
        _ kind: String, _ file: String, _ group: String, _ words: String,
        submitting more: [String] = []
    ) async throws -> String {
        let known = Set(try await list().map(\.id))
        let arguments = ["submit", file, "--input", "g=\(group)", "--detach", "--quiet"]
        try await start(arguments + more).result().ending(0)
        let saga = try found(
            try await list().map(\.id).filter { !known.contains($0) }.min(), "a new saga")
        try await waits(kind, of: saga, words)
        return saga
    }

    /// Waits until `why` says that a saga waits for something of a kind.
    fileprivate func waits(_ kind: String, of saga: String, _ words: String) async throws {
        var said: [[String: Any]] = []
        do {
            try await eventually("\(saga) waits for \(kind)") {
                said = try await sagactl("why", saga, "-o", "jsonl").ending(0).jsonLines()
                return said.contains { row in
                    row["kind"] as? String == kind
                        && (row["text"] as? String)?.contains(words) == true
                }
            }
        } catch {
            Issue.record("\(error): \(said)")
        }
    }
}
