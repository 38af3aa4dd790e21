import Bench
import Foundation
import SagaTesting
import TestProcesses
import Testing

extension RealProcesses {
    /// Nodes that always do as they are told.
    @Suite("Healthy nodes", .serialized)
    struct HealthyTests {
        @Test("hold what was created, and nothing after it was deleted")
        func createsAndDeletes() async throws {
            try await Bench.with { bench in
                let created = try await bench.submit(Workflows.create, 0...19, job: "create")
                try checkSummary(created, job: "create")
                var stats = try await bench.stats()
                #expect(stats.equal)
                #expect(stats.nodes == ["node01": 20, "node02": 20, "node03": 20])
                let deleted = try await bench.submit(Workflows.delete, 0...19, job: "delete")
                try checkSummary(deleted, job: "delete")
                stats = try await bench.stats()
                #expect(stats.equal)
                #expect(stats.nodes == ["node01": 0, "node02": 0, "node03": 0])
                let keys = (0...19).map { "groupId=\($0)" }
                try await bench.checkPromises(
                    acknowledged: keys.map { .init(job: "create", key: $0) }
                        + keys.map { .init(job: "delete", key: $0) })
            }
        }

        private func checkSummary(_ result: CommandResult, job: String) throws {
            #expect(result.code == 0, "\(result)")
            let summary = try #require(try result.json() as? [String: Any])
            #expect(summary["job"] as? String == job)
            #expect(summary["submitted"] as? Int == 20)
            #expect(summary["completed"] as? Int == 20)
            #expect(summary["compensated"] as? Int == 0)
            #expect(summary["parked"] as? Int == 0)
            #expect(summary["seconds"] is NSNumber)
            let entries = try #require(summary["entries"] as? Int)
            let commits = try #require(summary["commits"] as? Int)
            // Accepted, started, three requests with their outcomes, completed.
            #expect(entries >= 20 * 9)
            #expect((1...entries).contains(commits))
        }

        @Test("are told nothing twice when a job is submitted again, archived or not")
        func submitsAgain() async throws {
            try await Bench.with { bench in
                let detached = try await bench.sagactl(
                    "submit", Workflows.create, "--range", "groupId=0..4", "--job", "again",
                    "--detach", "--quiet")
                #expect(detached.code == 0, "\(detached)")
                for _ in 1...3 {
                    let result = try await bench.submit(Workflows.create, 0...4, job: "again")
                    #expect(result.code == 0, "\(result)")
                    let summary = try #require(try result.json() as? [String: Any])
                    #expect(summary["submitted"] as? Int == 5)
                    #expect(summary["completed"] as? Int == 5)
                }
                let sagas = try await bench.list()
                #expect(sagas.count == 5)
                let requests = try await bench.cluster.ledgers().values.joined()
                #expect(requests.count { $0.method == "POST" } == 15)
                try await bench.checkPromises()
            }
        }

        @Test("leave histories and lists in the documented shape")
        func shapes() async throws {
            try await Bench.with { bench in
                try await bench.submit(Workflows.create, 7...7, job: "shapes")
                let list = try await bench.sagactl("list", "-o", "jsonl")
                let saga = try #require(try list.jsonLines().first)
                #expect(saga["workflow"] as? String == "create-group")
                #expect(saga["key"] as? String == "groupId=7")
                #expect(saga["job"] as? String == "shapes")
                #expect(saga["status"] as? String == "completed")
                for name in ["acceptedAt", "endedAt"] {
                    let time = try #require(saga[name] as? String)
                    #expect(time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
                }
                let id = try #require(saga["id"] as? String)
                let history = try await bench.sagactl("history", id, "-o", "jsonl")
                let rows = try history.jsonLines()
                #expect(rows.map { $0["seq"] as? Int } == Array(1...rows.count))
                #expect(rows.first?["type"] as? String == "sagaAccepted")
                #expect(rows.last?["type"] as? String == "sagaCompleted")
                let names = [
                    "seq", "time", "type", "step", "direction", "attempt", "outcome", "status",
                    "node", "detail", "hash",
                ]
                for row in rows { #expect(names.allSatisfy { row[$0] != nil }, "\(row)") }
                let ended = try #require(rows.first { $0["type"] as? String == "attemptEnded" })
                #expect(ended["direction"] as? String == "forward")
                #expect(ended["attempt"] as? Int == 1)
                #expect(ended["outcome"] as? String == "succeeded")
            }
        }
    }
}
