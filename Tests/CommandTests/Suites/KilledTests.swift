import Bench
import Foundation
import Journal
import SagaTesting
import TestProcesses
import Testing
import Transport

extension RealProcesses {
    /// Engines that are killed at any instant, going forward, going backward and recovering.
    @Suite("Killed engines", .serialized)
    struct KilledTests {
        /// How often an engine is killed; `SAGA_KILLS` raises it.
        private static let kills =
            ProcessInfo.processInfo.environment["SAGA_KILLS"].flatMap(Int.init) ?? 50
        private static let groups = 60
        private static let lookAlikes = stride(from: 0, to: groups, by: 5)

        @Test("finish everything after the last resume")
        func killedAtRandom() async throws {
            var settings = ClusterSettings(randomBehavior: 0.2, latency: "2ms")
            settings.seed = .random(in: 1...1_000_000)
            try await Bench.with(settings) { bench in
                var killer = Killer(bench: bench, target: Self.kills)
                var round = 0
                // Every fifth group is on node03 already, so that its creation is undone.
                while killer.kills < Self.kills || round == 0 {
                    let first = round * Self.groups
                    let lookAlikes = Self.lookAlikes.map { (first + $0, "of-old") }
                    try await bench.plant(
                        Dictionary(uniqueKeysWithValues: lookAlikes), on: ["node03"])
                    let range = first...(first + Self.groups - 1)
                    try await killer.run(
                        bench.submission(Workflows.create, range, job: "create-\(round)")
                            + ["--shards", "\(1 + round % min(2, EventLoopShards.most))"],
                        of: Self.groups)
                    try await killer.run(
                        deletion(from: first, job: "delete-\(round)", bench),
                        of: Self.groups - Array(Self.lookAlikes).count)
                    round += 1
                }
                // A node that refused a compensation parked its saga.
                let ended = try await bench.sagactl("retry", "--all", "--quiet", "-o", "json")
                #expect([0, 3].contains(ended.code), "\(ended)")
                try await check(bench, rounds: round)
                print("killed \(killer.kills) times in \(round) rounds, seed \(settings.seed)")
            }
        }

        /// Deletes what was created, and not what was there before; node03 refuses some of it for
        /// good, so that deletions are undone as well.
        private func deletion(from first: Int, job: String, _ bench: Bench) async throws -> [String]
        {
            let lines = (0..<Self.groups).filter { $0 % 5 != 0 }
                .map { #"{"groupId":"\#(first + $0)"}"# }
            let file = try bench.file(job + ".jsonl", lines.joined(separator: "\n") + "\n")
            try await bench.cluster.control(
                #"{"failNext": 6, "fault": "before", "status": 403}"#, node: "node03")
            return [
                "submit", Workflows.delete, "--inputs", file, "--job", job, "-o", "json",
                "--quiet",
            ]
        }

        private func check(_ bench: Bench, rounds: Int) async throws {
            var initial: Evidence.Contents = [:]
            for round in 0..<rounds {
                for group in Self.lookAlikes {
                    initial["node03", default: [:]]["\(round * Self.groups + group)"] = "of-old"
                }
            }
            var acknowledged: [Evidence.Submission] = []
            for round in 0..<rounds {
                for group in 0..<Self.groups {
                    let key = "groupId=\(round * Self.groups + group)"
                    acknowledged.append(.init(job: "create-\(round)", key: key))
                    if group % 5 != 0 {
                        acknowledged.append(.init(job: "delete-\(round)", key: key))
                    }
                }
            }
            try await bench.checkPromises(initial: initial, acknowledged: acknowledged)
            let sagas = try await bench.list()
            #expect(sagas.allSatisfy { $0.status.isTerminal })
            #expect(sagas.contains { $0.status == .compensated && $0.workflow == "create-group" })
            let contents = try await bench.cluster.contents()
            #expect(contents["node01"] == contents["node02"])
            for (group, timestamp) in initial["node03", default: [:]] {
                #expect(contents["node03"]?[group] == timestamp)
                #expect(contents["node01"]?[group] == nil)
            }
        }
    }
}
