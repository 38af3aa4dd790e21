import Foundation
import GroupCluster
import Testing

struct ClusterStartTests {
    @Test func aFileKeepsGroupsAndLedger() async throws {
        try await TemporaryDirectory.use { directory async throws in
            for run in 1...2 {
                try await RunningCluster.run {
                    $0.database = directory + "/cluster.db"
                } test: { cluster async throws in
                    #expect(try await cluster.create("5") == (run == 1 ? 201 : 400))
                    #expect(try await cluster.ledger().map(\.seq) == Array(1...run))
                }
            }
        }
    }

    @Test func aPortInUseIsNamed() async throws {
        try await RunningCluster.run { cluster async throws in
            let url = try #require(cluster.urls["node02"])
            let port = try #require(URLComponents(string: url)?.port)
            var configuration = GroupClusterConfiguration()
            configuration.nodes = 1
            configuration.port = port
            let second = try GroupCluster(configuration: configuration)
            let error = await #expect(throws: GroupClusterError.self) { try await second.run() }
            #expect(error?.code == .portInUse)
            #expect(error?.message.contains("\(port)") == true)
        }
    }

    /// Whoever embeds a cluster ends it by cancelling its task, perhaps before it serves.
    @Test(.timeLimit(.minutes(1)), arguments: [false, true])
    func cancellingEndsIt(afterReady: Bool) async throws {
        let (ready, announce) = AsyncStream<Void>.makeStream()
        var configuration = GroupClusterConfiguration()
        configuration.onReady = { _ in announce.finish() }
        let cluster = try GroupCluster(configuration: configuration)
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try? await cluster.run() }
            if afterReady { for await _ in ready {} }
            tasks.cancelAll()
        }
    }

    @Test(arguments: [
        ("5ms", Duration.milliseconds(5)), ("0.5s", .milliseconds(500)), ("2s", .seconds(2)),
        ("0", .zero), ("5", nil), ("ms", nil), ("-1s", nil), ("1e3s", nil), ("2 s", nil),
        ("3601s", nil), ("", nil), ("nan", nil),
    ])
    func durationsAreRead(text: String, expected: Duration?) {
        #expect(Duration.parse(text) == expected)
    }

    @Test func configurationsOutOfRangeAreRefused() {
        let changes: [(inout GroupClusterConfiguration) -> Void] = [
            { $0.nodes = 0 }, { $0.nodes = 101 }, { $0.port = 65_534 }, { $0.port = -1 },
            { $0.randomBehavior = 1.01 }, { $0.randomBehavior = .nan },
            { $0.latency = .seconds(-1) }, { $0.lag = .seconds(3601) }, { $0.database = "" },
            { $0.database = "/nonexistent/cluster.db" },
        ]
        for change in changes {
            var configuration = GroupClusterConfiguration()
            change(&configuration)
            #expect(throws: GroupClusterError.self) {
                try GroupCluster(configuration: configuration)
            }
        }
    }

    @Test func namesAreOfOneWidth() {
        var configuration = GroupClusterConfiguration()
        #expect(configuration.nodeNames == ["node01", "node02", "node03"])
        configuration.nodes = 100
        #expect(configuration.nodeNames.first == "node001")
        #expect(configuration.nodeNames.last == "node100")
    }
}
