import Bench
import Foundation
import Journal
import SagaTesting
import Synchronization
import TestProcesses
import Testing

extension RealProcesses {
    /// Nodes with three endpoints each, which are killed and come back one after the other.
    @Suite("Endpoints that come and go", .serialized)
    struct ChurnTests {
        /// How many groups a job has; `SAGA_CHURN` raises it, and so the time that is spent.
        private static let groups =
            ProcessInfo.processInfo.environment["SAGA_CHURN"].flatMap(Int.init) ?? 500

        private static var settings: ClusterSettings {
            var settings = ClusterSettings(randomBehavior: 0.1, latency: "20ms")
            settings.seed = .random(in: 1...1_000_000)
            settings.replicas = 3
            settings.failover =
                "{ interval: 200ms, probes: 1, timeout: 500ms, grace: 500ms, failback: 1s, "
                + "initial: one, attemptInterval: 200ms }"
            return settings
        }

        @Test("fail no saga, and nothing is done twice")
        func jobs() async throws {
            let settings = Self.settings
            try await Bench.with(settings) { bench in
                let all = 0...(Self.groups - 1)
                let restarts = try await bench.whileReplicasDie {
                    for (workflow, count) in [(Workflows.create, all.count), (Workflows.delete, 0)]
                    {
                        let job = count == 0 ? "delete" : "create"
                        let result = try await bench.submit(workflow, all, job: job)
                        #expect(result.code == 0, "\(result)")
                        let contents = try await bench.cluster.contents()
                        #expect(contents.values.allSatisfy { $0.count == count })
                    }
                }
                #expect(restarts >= 3)
                try await check(bench, kept: 0, jobs: ["create", "delete"], of: all)
                print("killed \(restarts) replicas, seed \(settings.seed)")
            }
        }

        @Test("let killed engines finish everything after the last resume")
        func killedEngines() async throws {
            let settings = Self.settings
            try await Bench.with(settings) { bench in
                let all = 0...(Self.groups / 4 - 1)
                var killer = Killer(bench: bench, target: 8)
                let restarts = try await bench.whileReplicasDie {
                    for (workflow, job) in [
                        (Workflows.create, "create"), (Workflows.delete, "delete"),
                        (Workflows.create, "again"),
                    ] {
                        try await killer.run(
                            bench.submission(workflow, all, job: job), of: all.count)
                    }
                }
                try await check(
                    bench, kept: all.count, jobs: ["create", "delete", "again"], of: all)
                print(
                    "killed \(killer.kills) engines and \(restarts) replicas, "
                        + "seed \(settings.seed)")
            }
        }

        private func check(
            _ bench: Bench, kept: Int, jobs: [String], of groups: ClosedRange<Int>
        ) async throws {
            // A compensation that was refused would have parked its saga.
            let ended = try await bench.sagactl("retry", "--all", "--quiet", "-o", "json")
            #expect([0, 3].contains(ended.code), "\(ended)")
            let sagas = try await bench.list()
            #expect(sagas.count == jobs.count * groups.count)
            #expect(sagas.allSatisfy { $0.status.isTerminal })
            let stats = try await bench.stats()
            #expect(stats.equal && stats.nodes.values.allSatisfy { $0 == kept }, "\(stats)")
            try await bench.checkPromises(
                acknowledged: jobs.flatMap { job in
                    groups.map { .init(job: job, key: "groupId=\($0)") }
                })
        }
    }
}

extension Bench {
    /// Does something while one replica after the other is killed and started again.
    ///
    /// - Returns: how many were.
    fileprivate func whileReplicasDie(_ body: () async throws -> Void) async throws -> Int {
        let replicas = cluster.replicas
        // Not cancelled: the last one that was killed has to come back.
        let isOver = Watch()
        return try await withThrowingTaskGroup(of: Int.self) { group in
            group.addTask {
                var restarts = 0
                while !isOver.value {
                    let replica = replicas[restarts % replicas.count]
                    // The pace of the losses: nothing is waited for here.
                    try await Task.sleep(for: .milliseconds(.random(in: 200...600)))
                    await replica.kill()
                    try await Task.sleep(for: .milliseconds(.random(in: 200...600)))
                    try await replica.restart()
                    restarts += 1
                }
                return restarts
            }
            do {
                try await body()
            } catch {
                isOver.end()
                throw error
            }
            isOver.end()
            return try await group.next() ?? 0
        }
    }
}

/// Whether something is over, for a task that must not be cut off.
private final class Watch: Sendable {
    private let isOver = Mutex(false)

    var value: Bool { isOver.withLock { $0 } }

    func end() { isOver.withLock { $0 = true } }
}
