import GroupCluster
import NIOHTTP1
import Testing

struct GroupAPITests {
    @Test func groupsAreCreatedReadAndDeleted() async throws {
        try await RunningCluster.run { cluster async throws in
            #expect(try await cluster.send(.GET, "/ping/").body == "PONG")
            let created = try await cluster.send(
                .POST, "/v1/group", body: #"{"groupId": "5"}"#)
            #expect(created == .init(status: 201, body: "CREATED"))
            #expect(try await cluster.create("5") == 400)
            let found = try await cluster.send(.GET, "/v1/group/5")
            #expect(found == .init(status: 200, body: #"{"groupId":"5"}"#))
            #expect(try await cluster.delete("5") == .init(status: 200, body: "OK"))
            let message = "No group record found with id '5'"
            let absent = RunningCluster.Answer(
                status: 404, body: #"{"message":"\#(message)","status":404}"#)
            #expect(try await cluster.delete("5") == absent)
            #expect(try await cluster.send(.GET, "/v1/group/5") == absent)
        }
    }

    @Test func aDeletionWithATimestampSparesOtherRecords() async throws {
        try await RunningCluster.run { cluster async throws in
            #expect(try await cluster.create("6", timestamp: "100") == 201)
            #expect(try await cluster.send(.GET, "/v1/group/6").timestamp == "100")
            let refused = try await cluster.delete("6", timestamp: "99")
            #expect(refused.status == 404)
            #expect(
                refused.body.contains("No group record found with id '6' and timestamp '99'"))
            #expect(try await cluster.delete("6", timestamp: "100").status == 200)

            #expect(try await cluster.create("7") == 201)
            #expect(try await cluster.send(.GET, "/v1/group/7").timestamp == nil)
            #expect(try await cluster.delete("7", timestamp: "1").status == 404)
            #expect(try await cluster.create("8", timestamp: "100") == 201)
            #expect(try await cluster.delete("8").status == 200)
        }
    }

    @Test func anOlderAPIIgnoresTimestamps() async throws {
        try await RunningCluster.run {
            $0.timestamps = false
        } test: { cluster async throws in
            #expect(try await cluster.create("6", timestamp: "100") == 201)
            #expect(try await cluster.send(.GET, "/v1/group/6").timestamp == nil)
            #expect(try await cluster.delete("6", timestamp: "99").status == 200)
        }
    }

    @Test func statsCompareSetsAndNotCounts() async throws {
        try await RunningCluster.run { cluster async throws in
            #expect(try await stats(of: cluster) == #"[true,{"node01":0,"node02":0,"node03":0}]"#)
            for (id, node) in [("a", "node01"), ("a", "node02"), ("b", "node03")] {
                #expect(try await cluster.create(id, at: node) == 201)
            }
            #expect(try await stats(of: cluster) == #"[false,{"node01":1,"node02":1,"node03":1}]"#)
            for (id, node) in [("b", "node01"), ("b", "node02"), ("a", "node03")] {
                #expect(try await cluster.create(id, at: node) == 201)
            }
            #expect(try await stats(of: cluster) == #"[true,{"node01":2,"node02":2,"node03":2}]"#)
        }
    }

    private func stats(of cluster: RunningCluster) async throws -> String {
        try await cluster.send(.GET, "/v1/stats").body
    }

    @Test func anyPortServesTheNodeThatIsNamed() async throws {
        try await RunningCluster.run { cluster async throws in
            let viaOther = try await cluster.send(
                .POST, "/v1/group", to: "node03", headers: ["node": "node02"],
                body: #"{"groupId": "5"}"#)
            #expect(viaOther.status == 201)
            #expect(try await cluster.send(.GET, "/v1/group/5", to: "node02").status == 200)
            #expect(try await cluster.send(.GET, "/v1/group/5", to: "node03").status == 404)
            #expect(try await cluster.ledger(of: "node02").count == 2)
            let unknown = try await cluster.send(.GET, "/ping", headers: ["node": "node04"])
            #expect(unknown.status == 406)
        }
    }

    @Test func aStrictAPIKnowsNoPathWithoutItsSlash() async throws {
        try await RunningCluster.run {
            $0.trailingSlash = true
        } test: { cluster async throws in
            for path in ["/ping", "/v1/stats", "/v1/group/5"] {
                #expect(try await cluster.send(.GET, path).status == 404)
            }
            #expect(try await cluster.create("5") == 404)
            #expect(try await cluster.ledger().isEmpty)
            let body = #"{"groupId": "5"}"#
            #expect(try await cluster.send(.POST, "/v1/group/", body: body).status == 201)
            #expect(try await cluster.send(.GET, "/v1/group/5/").status == 200)
            #expect(try await cluster.send(.GET, "/v1/stats/").status == 200)
        }
    }

    @Test func unacceptableRequestsAreRefusedAndWrittenDown() async throws {
        let bodies: [(String, Int)] = [
            ("", 400), ("{", 400), (#"{"groupId": "5"} x"#, 400), ("[]", 406), ("{}", 406),
            (#"{"groupId": 5}"#, 406), (#"{"groupId": null}"#, 406), (#"{"groupId": ""}"#, 406),
            (#"{"groupId": "a\u0000b"}"#, 406),
            (#"{"groupId": "\#(String(repeating: "é", count: 129))"}"#, 406),
            (String(repeating: "[", count: 60_000), 400),
            (String(repeating: "x", count: 65_537), 413),
        ]
        try await RunningCluster.run { cluster async throws in
            for (body, status) in bodies {
                let answer = try await cluster.send(.POST, "/v1/group", body: body)
                #expect(answer.status == status, "\(body.prefix(40))")
                #expect(answer.body.hasPrefix(#"{"message":""#), "\(body.prefix(40))")
            }
            let ledger = try await cluster.ledger()
            #expect(ledger.map(\.status) == bodies.map(\.1))
            #expect(ledger.allSatisfy { !$0.applied && $0.groupId == nil })

            #expect(try await cluster.send(.PUT, "/v1/group").status == 405)
            #expect(try await cluster.send(.GET, "//v1/stats").status == 404)
            let notUTF8 =
                "GET /v1/group/%ff HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            let url = try #require(cluster.urls["node01"])
            let answer = try await RawConnection.exchange(notUTF8, with: url)
            #expect(answer.hasPrefix("HTTP/1.1 400 "))
            #expect(try await cluster.create(String(repeating: "x", count: 256)) == 201)
        }
    }
}
