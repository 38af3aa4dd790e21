import Bench
import Foundation
import Journal
import SagaTesting
import TestProcesses
import Testing

extension RealProcesses {
    /// What nodes and pools are spared, as the nodes themselves saw it.
    @Suite("Flow control", .serialized)
    struct FlowTests {
        private static let workflow = """
            workflow: pooled
            inputs: { groupId: { type: string } }
            steps:
              - id: create
                node: node01
                pool: slow
                action: { POST: /v1/group, json: { groupId: "${input.groupId}" }, succeeded: [201] }
                compensation: { none: a test ends }
            """

        @Test("a pool begins no more than its rate, and a node that is full holds up nobody else")
        func rate() async throws {
            try await Bench.with { bench in
                try bench.append("pools: { slow: { concurrency: 2, rate: 10/s } }\n")
                let file = try bench.file("pooled.yaml", Self.workflow)
                try await bench.submit(file, 1...25, job: "slow", "--detach")
                try await bench.submit(Workflows.create, 101...140, job: "fast", "--detach")
                let resumed = try await bench.sagactl("resume", "--quiet", "-j", "8")
                #expect(resumed.code == 0, "\(resumed)")
                let slow = try await bench.cluster.ledgers()["node01", default: []]
                    .filter { ($0.groupId.flatMap(Int.init) ?? 0) <= 25 && $0.method == "POST" }
                    .map(\.time).sorted()
                #expect(slow.count == 25)
                // A burst of ten, then one every 100 ms: any eleven take 100 ms, any 21 a second.
                for (first, later) in zip(slow, slow.dropFirst(20)) {
                    #expect(later - first >= 900)
                }
                let ended = try await bench.list()
                let fast = ended.filter { $0.job == "fast" }.compactMap(\.endedAt).max()
                let last = ended.filter { $0.job == "slow" }.compactMap(\.endedAt).max()
                #expect(try #require(fast) < #require(last))
                try await bench.checkPromises(comparesContents: false)
            }
        }

        @Test("a pool that the cluster file lacks is refused before anything runs")
        func unknownPool() async throws {
            try await Bench.with { bench in
                let file = try bench.file("pooled.yaml", Self.workflow)
                let refused = try await bench.submit(file, inputs: ["groupId": "1"])
                #expect(refused.code == 2 && refused.errors.contains("'slow'"), "\(refused)")
            }
        }
    }
}
