import GroupCluster
import NIOHTTP1
import Testing

/// Clusters on one database file are replicas of one another, also from several processes.
struct ReplicaTests {
    @Test func replicasThatStartAtOnceAllStart() async throws {
        try await TemporaryDirectory.use { directory async throws in
            for round in 0..<40 {
                let errors = await AtOnce.run(8) {
                    var configuration = GroupClusterConfiguration()
                    configuration.database = directory + "/\(round).db"
                    _ = try GroupCluster(configuration: configuration)
                }
                #expect(errors == [], "round \(round)")
            }
        }
    }

    @Test func replicasShareGroupsConflictsLedgerAndStats() async throws {
        try await replicas { first, second async throws in
            let statuses = try await withThrowingTaskGroup(of: Int.self) { tasks in
                for id in 0..<400 {
                    let replica = id % 2 == 0 ? first : second
                    tasks.addTask { try await replica.create("\(id / 2)") }
                }
                return try await tasks.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            }
            #expect(statuses == [201: 200, 400: 200])
            let ledger = try await first.ledger()
            #expect(ledger.map(\.seq) == Array(1...400))
            #expect(try await second.ledger() == ledger)
            let stats = try await first.send(.GET, "/v1/stats").body
            #expect(stats == #"[false,{"node01":200,"node02":0,"node03":0}]"#)
            #expect(try await second.send(.GET, "/v1/stats").body == stats)
        }
    }

    /// What is injected belongs to an endpoint, what is stored to all of them.
    @Test func controlsAreEachReplicasOwn() async throws {
        try await replicas { first, second async throws in
            try await first.control(#"{"failNext": 1, "fault": "late", "lag": "9s"}"#)
            #expect(try await first.create("5") == 500)
            #expect(try await second.send(.GET, "/v1/lag").body == #"{"lagMilliseconds":0}"#)
            #expect(
                try await eventually {
                    try await second.send(.GET, "/v1/group/5").status == 200
                })
            #expect(try await first.delete("5").status == 200)
            #expect(try await second.ledger().first?.applied == true)
        }
    }

    private func replicas(
        _ test: (RunningCluster, RunningCluster) async throws -> Void
    ) async throws {
        try await TemporaryDirectory.use { directory async throws in
            let share: (inout GroupClusterConfiguration) -> Void = {
                $0.database = directory + "/cluster.db"
            }
            try await RunningCluster.run(share) { first async throws in
                try await RunningCluster.run(share) { second async throws in
                    try await test(first, second)
                }
            }
        }
    }
}
