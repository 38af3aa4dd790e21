import Foundation
import GroupCluster
import NIOHTTP1
import Testing

struct ControlTests {
    private let ping = "GET /ping HTTP/1.1\r\nHost: localhost\r\n"

    @Test func aNodeThatIsDownIsGoneAtEveryPort() async throws {
        try await RunningCluster.run { cluster async throws in
            let first = try #require(cluster.urls["node01"])
            let second = try #require(cluster.urls["node02"])
            try await cluster.control(#"{"down": true}"#)
            #expect(try await RawConnection.exchange(ping + "\r\n", with: first) == "")
            let named = ping + "node: node01\r\n\r\n"
            #expect(try await RawConnection.exchange(named, with: second) == "")
            #expect(try await cluster.send(.GET, "/v1/stats", to: "node02").status == 200)

            try await cluster.control(#"{"down": false, "endpointDown": true}"#)
            #expect(try await RawConnection.exchange(ping + "\r\n", with: first) == "")
            let other = try await cluster.send(
                .GET, "/ping", to: "node02", headers: ["node": "node01"])
            #expect(other.status == 200)
            try await cluster.control(#"{"endpointDown": false}"#)
            #expect(try await cluster.send(.GET, "/ping").status == 200)
        }
    }

    @Test func aHangingNodeServesWhoIsStillThereAfterwards() async throws {
        try await RunningCluster.run { cluster async throws in
            try await cluster.control(#"{"hang": true}"#)
            let impatient = Task { try await cluster.create("gone") }
            async let patient = cluster.create("5")
            async let probe = cluster.send(.GET, "/ping")
            #expect(try await eventually { try await hanging(at: cluster) == 3 })
            impatient.cancel()
            await #expect(throws: (any Error).self) { try await impatient.value }
            #expect(try await eventually { try await hanging(at: cluster) == 2 })
            #expect(try await cluster.ledger().isEmpty)
            try await cluster.control(#"{"hang": false}"#)
            #expect(try await patient == 201)
            #expect(try await probe.body == "PONG")
            #expect(try await cluster.send(.GET, "/v1/group/gone").status == 404)
        }
    }

    private func hanging(at cluster: RunningCluster) async throws -> Int {
        let state = try await cluster.send(.GET, "/_control").body
        return try JSONDecoder().decode(Report.self, from: Data(state.utf8)).hanging
    }

    private struct Report: Decodable {
        var hanging: Int
    }

    @Test func theLagIsReportedAndChanged() async throws {
        try await RunningCluster.run {
            $0.lag = .milliseconds(120)
        } test: { cluster async throws in
            #expect(try await cluster.send(.GET, "/v1/lag").body == #"{"lagMilliseconds":120}"#)
            try await cluster.control(#"{"lag": "6s"}"#)
            #expect(try await cluster.send(.GET, "/v1/lag/").body == #"{"lagMilliseconds":6000}"#)
            let other = try await cluster.send(.GET, "/v1/lag", to: "node02")
            #expect(other.body == #"{"lagMilliseconds":120}"#)
        }
    }

    @Test func aHangDoesNotHoldUpTheEnd() async throws {
        try await RunningCluster.run { cluster async throws in
            try await cluster.control(#"{"hang": true, "delay": "1s", "drip": true}"#)
            let state = try await cluster.send(.GET, "/_control").body
            #expect(state.contains(#""hang":true"#) && state.contains(#""delay":"1000ms""#))
            let url = try #require(cluster.urls["node01"])
            // Unanswered at the end of the test: the cluster has to close it.
            Task { try await RawConnection.exchange(ping + "\r\n", with: url) }
            #expect(try await eventually { try await hanging(at: cluster) == 1 })
        }
    }

    @Test(arguments: [
        "", "[]", #"{"dwon": true}"#, #"{"down": 1}"#, #"{"delay": "soon"}"#, #"{"lag": "-1s"}"#,
        #"{"randomBehavior": 1.5}"#, #"{"failNext": -1}"#, #"{"fault": "late"}"#,
        #"{"failNext": 1, "fault": "mixed"}"#, #"{"failNext": 1, "status": 200}"#,
    ])
    func aControlThatWouldDoNothingIsRefused(change: String) async throws {
        try await RunningCluster.run { cluster async throws in
            #expect(try await cluster.send(.POST, "/_control", body: change).status == 400)
        }
    }

    @Test func controlsAreOffUnlessAskedFor() async throws {
        try await RunningCluster.run {
            $0.control = false
        } test: { cluster async throws in
            #expect(try await cluster.send(.GET, "/_control").status == 404)
            #expect(
                try await cluster.send(.POST, "/_control", body: #"{"down": true}"#).status == 404)
            #expect(try await cluster.send(.GET, "/_ledger").status == 200)
        }
    }
}
