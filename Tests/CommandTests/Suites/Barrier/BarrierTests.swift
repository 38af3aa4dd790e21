import Bench
import Foundation
import SagaTesting
import Synchronization
import TestProcesses
import Testing

extension RealProcesses {
    /// The cases of the barrier through the whole engine, against nodes behind a proxy that holds
    /// requests back.
    @Suite("The wire barrier", .serialized)
    struct BarrierTests {
        /// Longer than any test: whoever waited for late requests would not come to an end.
        private static let settings = ClusterSettings(maxRequestLifetime: "20m", barrier: true)

        private static func workflow(attempts: Int, hasProbe: Bool = true) -> String {
            """
            workflow: fenced
            inputs: { groupId: { type: string } }
            locks: "group/${input.groupId}"
            steps:
              - id: create
                forEach: nodes
                timeout: 500ms
                retry: { attempts: \(attempts), initial: 10ms, cap: 50ms }
                action:
                  POST: /v1/group
                  json: { groupId: "${input.groupId}" }
                  succeeded: [201]
                  rejected: [400]
                \(hasProbe ? probe : "")
                compensation:
                  DELETE: /v1/group
                  timeout: 20s
                  json: { groupId: "${input.groupId}" }
                  succeeded: [200, 404]

            """
        }

        private static let probe = """
            probe: { GET: "/v1/group/${input.groupId}", succeeded: [200, 404], \
            applied: reply.status == 200 }
            """

        /// Runs one saga with a proxy before node03.
        private func run(
            _ settings: ClusterSettings = settings, attempts: Int = 1, hasProbe: Bool = true,
            fate: @escaping @Sendable (_ direction: String) -> HoldingProxy.Fate,
            _ check: (Bench, HoldingProxy, CommandResult) async throws -> Void
        ) async throws {
            try await Bench.with(settings) { bench in
                let node = try found(bench.cluster.urls["node03"], "node03")
                let proxy = try HoldingProxy(before: node) { request in
                    fate(RawHTTP.header("saga-direction", of: request) ?? "")
                }
                defer { proxy.close() }
                let text = bench.cluster.file(Self.settings).replacing(
                    "'\(node)'", with: "'\(proxy.url)'")
                _ = try bench.file("cluster.yaml", text)
                let file = try bench.file(
                    "fenced.yaml", Self.workflow(attempts: attempts, hasProbe: hasProbe))
                let result = try await bench.submit(file, inputs: ["groupId": "7"])
                try await check(bench, proxy, result)
            }
        }

        @Test("lets an action that hangs do nothing, and nobody waits for it")
        func hangingAction() async throws {
            try await run { direction in
                direction == "action" ? .hold : .pass
            } _: { bench, proxy, result in
                #expect(result.code == 3, "\(result)")
                #expect(proxy.waiting == 1)
                let replies = proxy.release()
                #expect(replies.first?.hasPrefix("HTTP/1.1 409 ") == true, "\(replies)")
                #expect(
                    replies.first.flatMap { RawHTTP.header("saga-barrier", of: $0) } == "late")
                #expect(try await bench.cluster.contents()["node03"] == [:])
                try await bench.checkPromises(comparesContents: false)
            }
        }

        @Test("is needed for that: without it the action has its effect when the saga is over")
        func hangingActionWithoutBarrier() async throws {
            var settings = Self.settings
            settings.barrier = false
            try await run(settings) { direction in
                direction == "action" ? .hold : .pass
            } _: { bench, proxy, result in
                #expect([3, 4].contains(result.code), "\(result)")
                #expect(proxy.release().first?.hasPrefix("HTTP/1.1 201 ") == true)
                let held = try await bench.groups(on: "node03")
                #expect(held == ["7"])
            }
        }

        @Test("lets a compensation succeed whose action never came")
        func emptyCompensation() async throws {
            try await run { direction in
                direction == "action" ? .lose : .pass
            } _: { bench, _, result in
                #expect(result.code == 3, "\(result)")
                let rows = try await bench.cluster.ledgers()["node03"] ?? []
                let changes = rows.filter { $0.method != "GET" }
                #expect(changes.map(\.method) == ["DELETE"])
                #expect(changes.map(\.status) == [200])
                #expect(changes.allSatisfy { !$0.applied })
                try await bench.checkPromises(comparesContents: false)
            }
        }

        @Test("does an action once whose reply was lost, and which comes again long after")
        func deduplication() async throws {
            let isFirst = Mutex(true)
            try await run(attempts: 5, hasProbe: false) { direction in
                guard direction == "action" else { return .pass }
                let first = isFirst.withLock { first in
                    defer { first = false }
                    return first
                }
                return first ? .loseReply : .copy
            } _: { bench, proxy, result in
                #expect(result.code == 0, "\(result)")
                let replies = proxy.release()
                #expect(replies.allSatisfy { RawHTTP.header("saga-barrier", of: $0) == "repeated" })
                let rows = try await bench.cluster.ledgers()["node03"] ?? []
                let posts = rows.filter { $0.method == "POST" }
                #expect(posts.count { $0.applied } == 1)
                #expect(posts.allSatisfy { $0.status == 201 })
            }
        }

        @Test("keeps every promise while nodes fail in all ways, with nobody waiting")
        func faultyNodes() async throws {
            var settings = Self.settings
            settings.randomBehavior = 0.2
            try await Bench.with(settings) { bench in
                let result = try await bench.submit(Workflows.create, 1...40, job: "fenced")
                #expect([0, 3].contains(result.code), "\(result)")
                try await bench.checkPromises()
            }
        }

        @Test("tells nodes the epoch of the journal, which a restored one has raised")
        func epoch() async throws {
            try await Bench.with(Self.settings) { bench in
                let node = try RecordingNode()
                defer { node.close() }
                _ = try bench.file(
                    "cluster.yaml", "nodes: { node01: { endpoints: [{ url: '\(node.url)' }] } }\n")
                let file = try bench.file("fenced.yaml", Self.workflow(attempts: 1))
                func headers() -> [String?] {
                    let request = node.requests.last { $0.hasPrefix("POST ") } ?? ""
                    return ["saga-epoch", "saga-step", "saga-direction", "saga-attempt"].map {
                        RawHTTP.header($0, of: request)
                    }
                }
                _ = try await bench.submit(file, inputs: ["groupId": "1"])
                #expect(headers() == ["1", "create@node01", "action", "1"])
                let copy = bench.directory + "/copy"
                try await bench.sagactl("journal", "backup", copy).ending(0)
                let restored = bench.with(journal: "restored")
                try await bench.sagactl(
                    "journal", "restore", copy, "--journal", restored.journal
                ).ending(0)
                _ = try await restored.submit(file, inputs: ["groupId": "2"])
                #expect(headers() == ["2", "create@node01", "action", "1"])
            }
        }
    }
}
