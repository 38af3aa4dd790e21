import GroupCluster
import NIOHTTP1
import Testing

struct FaultTests {
    private let post = """
        POST /v1/group HTTP/1.1\r
        Host: localhost\r
        Content-Length: 16\r
        Idempotency-Key: k1\r
        timestamp: 100\r
        \r
        {"groupId": "5"}
        """

    @Test func aDroppedReplyIsDoneAndNotOneByteIsSent() async throws {
        try await RunningCluster.run { cluster async throws in
            try await cluster.control(#"{"failNext": 1, "fault": "drop"}"#)
            let url = try #require(cluster.urls["node01"])
            #expect(try await RawConnection.exchange(post, with: url) == "")
            #expect(try await cluster.send(.GET, "/v1/group/5").status == 200)

            let row = try #require(try await cluster.ledger().first)
            #expect(row.method == "POST" && row.groupId == "5" && row.timestamp == "100")
            #expect(row.idempotencyKey == "k1" && row.fault == "drop" && row.status == nil)
            #expect(row.applied && (row.appliedAt ?? 0) >= row.time)
            // printf '{"groupId": "5"}' | sha256sum
            #expect(
                row.bodyHash == "63cd547f101c8c531e2e5e5e94d71900264cd3d3a94664b6c4a5502d5ad10447")
        }
    }

    @Test func aLateRequestArrivesAfterItsOwnCompensation() async throws {
        try await RunningCluster.run { cluster async throws in
            // On a machine that is busy, the compensation itself may be late: then once more.
            for group in 1...10 {
                try await cluster.control(#"{"failNext": 1, "fault": "late", "status": 408}"#)
                #expect(try await cluster.create("\(group)", timestamp: "100") == 408)
                guard try await cluster.delete("\(group)", timestamp: "100").status == 404 else {
                    continue
                }
                #expect(
                    try await eventually {
                        try await cluster.send(.GET, "/v1/group/\(group)").timestamp == "100"
                    })
                let row = try #require(
                    try await cluster.ledger().first { $0.groupId == "\(group)" })
                #expect(row.applied && row.fault == "late" && row.status == 408)
                #expect((row.appliedAt ?? 0) >= row.time + 300)
                return
            }
            Issue.record("the compensation was never in time")
        }
    }

    @Test func beforeDoesNothingAndAfterDoesAll() async throws {
        try await RunningCluster.run { cluster async throws in
            try await cluster.control(#"{"failNext": 1, "fault": "before"}"#)
            #expect(try await cluster.create("5") == 500)
            #expect(try await cluster.send(.GET, "/v1/group/5").status == 404)
            try await cluster.control(#"{"failNext": 1, "fault": "after", "status": 503}"#)
            #expect(try await cluster.create("5") == 503)
            #expect(try await cluster.send(.GET, "/v1/group/5").status == 200)
            #expect(
                try await cluster.ledger().map(\.applied) == [false, false, true, false])
        }
    }

    @Test func theSameSeedAndOrderMeetTheSameFaults() async throws {
        var runs: [[LedgerRow]] = []
        for _ in 0..<2 {
            try await RunningCluster.run {
                $0.randomBehavior = 0.5
                $0.fault = .after
            } test: { cluster async throws in
                for id in 0..<40 { _ = try await cluster.create("\(id)") }
                runs.append(
                    try await cluster.ledger().map { row in
                        var row = row
                        (row.time, row.appliedAt) = (0, nil)
                        return row
                    })
            }
        }
        #expect(runs[0] == runs[1])
        #expect(Set(runs[0].map(\.status)) == [201, 408, 500])
        #expect(runs[0].allSatisfy { $0.applied })
    }

    /// Many requests at once share transactions; each still has its own row and effect.
    @Test func concurrentRequestsAreAllWrittenDown() async throws {
        try await RunningCluster.run { cluster async throws in
            let created = try await withThrowingTaskGroup(of: Int.self) { tasks in
                for id in 0..<400 {
                    tasks.addTask { try await cluster.create("\(id % 200)") }
                }
                return try await tasks.reduce(into: 0) { $0 += $1 == 201 ? 1 : 0 }
            }
            #expect(created == 200)
            let ledger = try await cluster.ledger()
            #expect(ledger.map(\.seq) == Array(1...400))
            #expect(ledger.count(where: \.applied) == 200)
        }
    }
}
