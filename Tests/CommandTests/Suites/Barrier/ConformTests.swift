import Bench
import Foundation
import TestProcesses
import Testing

extension RealProcesses {
    /// The command that tells what a node guarantees.
    @Suite("Conformance", .serialized)
    struct ConformTests {
        private static let workflow = """
            workflow: thing
            inputs: { thing: { type: string } }
            steps:
              - id: make
                forEach: nodes
                action:
                  POST: "/things/${input.thing}"
                  json: { color: red }
                  succeeded: [201]
                  rejected: [409]
                probe:
                  GET: "/things/${input.thing}"
                  succeeded: [200, 404]
                  applied: reply.status == 200
                compensation:
                  DELETE: "/things/${input.thing}"
                  succeeded: [200]

            """

        private func conform(_ arguments: String..., in folder: String) async throws
            -> CommandResult
        {
            try await Sagactl.start(["conform"] + arguments, directory: folder).result()
        }

        /// The guarantees that a result says are broken.
        private func broken(_ result: CommandResult) throws -> Set<String> {
            Set(
                try result.jsonLines().filter { $0["verdict"] as? String == "broken" }
                    .compactMap { $0["guarantee"] as? String })
        }

        static let flaws: [(SmallNode.Flaw, Set<String>)] = [
            (.none, []),
            (
                .forgetsKeys,
                [
                    "deduplication", "concurrent duplicates", "key reuse",
                    "repeated compensation",
                ]
            ),
            (.refusesEmpty, ["empty compensation"]),
            (.letsLateIn, ["hanging action"]),
            (.ignoresBodies, ["key reuse"]),
            (.ignoresEpochs, ["stale epoch"]),
            (.forgetsRefusals, ["refusals"]),
        ]

        @Test("tells nodes that keep the contract from nodes that break it", arguments: flaws)
        func flaw(_ flaw: SmallNode.Flaw, _ expected: Set<String>) async throws {
            try await Folder.with { folder in
                let node = try SmallNode(flaw)
                defer { node.close() }
                try Data(Self.workflow.utf8).write(to: URL(filePath: folder + "/thing.yaml"))
                let result = try await conform(
                    node.url, "--workflow", "thing.yaml", "--input", "thing={id}", "-o", "jsonl",
                    in: folder)
                #expect(result.code == (expected.isEmpty ? 0 : 1), "\(result)")
                #expect(try broken(result) == expected, "\(result)")
                #expect(try result.jsonLines().count == 9)
                #expect(node.things == [])
            }
        }

        @Test("says what groupcluster guarantees, with the barrier and without")
        func groupCluster() async throws {
            for keeps in [true, false] {
                try await Bench.with(ClusterSettings(barrier: keeps)) { bench in
                    let url = try found(bench.cluster.urls["node01"], "node01")
                    let result = try await bench.sagactl("conform", url, "-o", "jsonl")
                    #expect(result.code == (keeps ? 0 : 1), "\(result)")
                    #expect(try broken(result).contains("deduplication") == !keeps, "\(result)")
                    let held = try await bench.groups(on: "node01")
                    #expect(held == [])
                    let words = try await bench.sagactl("conform", url, "--node", "node01")
                    #expect(words.output.contains("keeps the wire barrier") == keeps, "\(words)")
                }
            }
        }

        @Test(
            "says what it cannot do",
            arguments: [
                (["http://127.0.0.1:1"], 1, "does not answer"),
                (["127.0.0.1"], 2, "endpoints"),
                (["http://127.0.0.1:1", "--step", "x"], 2, "--workflow"),
                (["http://127.0.0.1:1", "--workflow", "thing.yaml", "--step", "x"], 1, "make"),
                (["http://127.0.0.1:1", "--workflow", "thing.yaml"], 2, "thing"),
                (["http://127.0.0.1:1", "--node", "node09"], 2, "node09"),
            ] as [([String], Int32, String)])
        func nonsense(_ arguments: [String], _ code: Int32, _ words: String) async throws {
            try await Folder.with { folder in
                try Data(Self.workflow.utf8).write(to: URL(filePath: folder + "/thing.yaml"))
                try Data("nodes: { a: { endpoints: [{ url: 'http://a' }] } }".utf8)
                    .write(to: URL(filePath: folder + "/cluster.yaml"))
                let result = try await Sagactl.start(["conform"] + arguments, directory: folder)
                    .result()
                #expect(result.code == code, "\(result)")
                #expect(result.errors.contains(words), "\(result)")
            }
        }
    }
}
