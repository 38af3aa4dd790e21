import Bench
import TestProcesses
import Testing

extension RealProcesses {
    /// What `list` shows, of sagas that are under way and of those that have ended.
    @Suite("Lists", .serialized)
    struct ListTests {
        @Test("are about nodes, times and words, alike before and after a saga has ended")
        func filters() async throws {
            try await Bench.with { bench in
                try await bench.submit(Workflows.create, 0...2, job: "good")
                try await bench.cluster.control(#"{"randomBehavior": 1}"#)
                let workflow = try bench.file("hasty.yaml", HastyWorkflow.create(attempts: 2))
                try await bench.submit(workflow, 3...3, job: "bad")
                let all = try await rows(bench)
                let bad = try #require(all.first)
                try #require(bad["status"] == "parked" && all.count == 4, "\(all)")
                let others = all.dropFirst().compactMap { $0["id"] }
                let (id, time) = (try #require(bad["id"]), try #require(bad["acceptedAt"]))
                let reason = try #require(bad["reason"]).split(separator: " ").prefix(9)
                    .joined(separator: " ")

                for _ in 0..<2 {
                    #expect(try await ids(bench, "--text", reason) == [id])
                    #expect(try await ids(bench, "--text", reason + " nowhere").isEmpty)
                    #expect(try await ids(bench, "--node", "node01") == [id] + others)
                    #expect(try await ids(bench, "--node", "node01", "--job", "bad") == [id])
                    #expect(try await ids(bench, "--node", "node").isEmpty)
                    #expect(try await ids(bench, "--since", time) == [id])
                    #expect(try await ids(bench, "--until", time) == others)
                    #expect(try await ids(bench, "--since", "1h") == [id] + others)
                    #expect(try await ids(bench, "--until", "1h").isEmpty)
                    #expect(try await ids(bench, "--since", "2020-01-01", "--until", "1h").isEmpty)
                    let justAfter = "\(time.dropLast())0001Z"
                    #expect(try await ids(bench, "--since", justAfter).isEmpty)
                    #expect(try await ids(bench, "--until", justAfter) == [id] + others)
                    // Whatever is typed, it is a search.
                    #expect(try await ids(bench, "--text", "x\" OR 1* --").isEmpty)

                    // Now it ends, and moves to the archive.
                    try await bench.lastLateRequest()
                    try await bench.cluster.control(#"{"randomBehavior": 0}"#)
                    let retried = try await bench.sagactl("retry", "--all", "--quiet")
                    #expect([0, 3].contains(retried.code), "\(retried)")
                    #expect(try await rows(bench).first?["status"] == "compensated")
                }
            }
        }

        private func rows(_ bench: Bench) async throws -> [[String: String]] {
            try await bench.sagactl("list", "-o", "jsonl").ending(0).jsonLines().map { row in
                row.compactMapValues { $0 as? String }
            }
        }

        private func ids(_ bench: Bench, _ filter: String...) async throws -> [String] {
            let result = try await bench.start(["list", "-o", "ids"] + filter).result()
            #expect(result.code == 0, "\(result)")
            return result.output.split(separator: "\n").map(String.init)
        }
    }
}
