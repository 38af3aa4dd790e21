import Bench
import SagaTesting
import Testing

/// The nodes of tests themselves.
@Suite("Running clusters")
struct RunningClusterTests {
    @Test("take groups, keep ledgers, and show what they hold")
    func plants() async throws {
        try await Bench.with(ClusterSettings(randomBehavior: 1)) { bench in
            let contents = try await bench.plant([5: "then", 6: nil], on: ["node02"])
            #expect(contents == ["node01": [:], "node02": ["5": "then", "6": ""], "node03": [:]])
            let ledger = try await bench.cluster.ledgers()["node02"] ?? []
            #expect(ledger.count == 2)
            #expect(ledger.allSatisfy { $0.applied && $0.idempotencyKey == nil })
        }
    }
}
