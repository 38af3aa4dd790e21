import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import TestProcesses
import Testing

/// Processes on one database are replicas, whatever is done to one of them.
struct GroupClusterProcessTests {
    @Test func theyShareEverythingButTheirControls() async throws {
        try await TestBed.run { bed async throws in
            let replicas = try await bed.replicas(2, nodes: 2)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { tasks in
                for id in 0..<100 {
                    tasks.addTask { try await replicas[id % 2].create("\(id / 2)", node: "node02") }
                }
                return try await tasks.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            }
            #expect(statuses == [201: 50, 400: 50])
            let ledger = try await replicas[0].ledger(of: "node02")
            #expect(ledger.map(\.seq) == Array(1...100))
            #expect(try await replicas[1].ledger(of: "node02") == ledger)
            try await replicas[0].control(#"{"lag": "9s"}"#)
            for (replica, lag) in zip(replicas, [9000, 0]) {
                let url = replica.url()
                #expect(
                    try await Exchange.send(.GET, url + "/v1/lag").body
                        == #"{"lagMilliseconds":\#(lag)}"#)
                #expect(
                    try await Exchange.send(.GET, url + "/v1/stats").body
                        == #"[false,{"node01":0,"node02":50}]"#)
            }
        }
    }

    /// One replica is killed again and again, at any moment; the other one never notices.
    @Test func killingOneHarmsNoOther() async throws {
        try await TestBed.run { bed async throws in
            let replicas = try await bed.replicas(2)
            let isOver = Watched(false)
            async let killed = load(replicas[0], "k", until: isOver, mayFail: true)
            async let spared = load(replicas[1], "s", until: isOver, mayFail: false)
            for round in 1...10 {
                try await growth(of: replicas[1], to: round * 20)
                try await replicas[0].restart()
            }
            isOver.change { $0 = true }
            let created = try await killed + spared
            let ledger = try await replicas[1].ledger()
            #expect(ledger.map(\.seq) == Array(1...ledger.count))
            #expect(Set(created).isSubset(of: ledger.map(\.groupId)))
            #expect(try await replicas[0].ledger() == ledger)
        }
    }

    @Test func aStoppedOneHoldsNoOtherUpAndGoesOn() async throws {
        try await TestBed.run { bed async throws in
            let replicas = try await bed.replicas(2)
            let isOver = Watched(false)
            async let stopped = load(replicas[0], "s", until: isOver, mayFail: false)
            for round in 0..<20 {
                try await growth(of: replicas[1], to: round * 5 + 1)
                try await replicas[0].stop()
                #expect(try await replicas[1].create("\(round)") == 201)
                replicas[0].resume()
            }
            isOver.change { $0 = true }
            #expect(try await !stopped.isEmpty)
        }
    }

    @Test func itComesBackOnItsPorts() async throws {
        try await TestBed.run { bed async throws in
            let replica = try await bed.replicas(1, nodes: 3)[0]
            let url = replica.url(of: "node03")
            #expect(try await replica.create("5", node: "node03") == 201)
            await replica.kill()
            await #expect(throws: NIOConnectionError.self) { try await Exchange.send(.GET, url) }
            try await replica.restart()
            #expect(replica.url(of: "node03") == url)
            #expect(try await replica.create("5", node: "node03") == 400)
        }
    }

    /// Creates one group after the other and returns those that it was told are there.
    private func load(
        _ replica: GroupClusterProcess, _ name: String, until isOver: Watched<Bool>, mayFail: Bool
    ) async throws -> [String] {
        var created: [String] = []
        var number = 0
        while !isOver.value {
            number += 1
            do {
                let status = try await replica.create("\(name)\(number)")
                if status == 201 { created.append("\(name)\(number)") }
                #expect(status == 201)
            } catch {
                guard mayFail else { throw error }
            }
        }
        return created
    }

    private func growth(of replica: GroupClusterProcess, to count: Int) async throws {
        try await eventually("\(count) requests") { try await replica.ledger().count >= count }
    }
}
