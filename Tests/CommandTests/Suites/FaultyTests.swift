import Bench
import SagaTesting
import TestProcesses
import Testing
import Transport

extension RealProcesses {
    /// Nodes that fail before, after, without a word, and late.
    @Suite("Faulty nodes", .serialized)
    struct FaultyTests {
        @Test(
            "end equal, whatever one request in five meets",
            arguments: [1, min(2, EventLoopShards.most)])
        func mixedFaults(shards: Int) async throws {
            try await Bench.with(.init(randomBehavior: 0.2, latency: "2ms")) { bench in
                for (workflow, job) in [(Workflows.create, "create"), (Workflows.delete, "delete")]
                {
                    let result = try await bench.submit(
                        workflow, 0...99, job: job, "--shards", "\(shards)")
                    #expect(result.code == 0, "\(result)")
                    let stats = try await bench.stats()
                    let count = job == "create" ? 100 : 0
                    #expect(stats.equal)
                    #expect(stats.nodes.values.allSatisfy { $0 == count }, "\(stats)")
                }
                try await bench.checkPromises()
            }
        }
    }
}
