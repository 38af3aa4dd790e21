import Bench
import Journal
import SagaTesting
import TestProcesses
import Testing

extension RealProcesses {
    /// Nodes that give nothing but errors, or answer long before they act.
    @Suite("Hopeless nodes", .serialized)
    struct HopelessTests {
        @Test("park sagas, which end when the nodes are well and an operator sends them on")
        func parksAndRetries() async throws {
            try await Bench.with(.init(randomBehavior: 1)) { bench in
                let workflow = try bench.file("hasty.yaml", HastyWorkflow.create(attempts: 3))
                let result = try await bench.submit(workflow, 0...5, job: "hopeless")
                #expect([3, 4].contains(result.code), "\(result)")
                #expect(try await bench.list().allSatisfy { $0.status != .completed })
                try await bench.lastLateRequest()

                try await bench.cluster.control(#"{"randomBehavior": 0}"#)
                let retried = try await bench.sagactl("retry", "--all", "--quiet", "-o", "json")
                #expect(retried.code == 3, "\(retried)")
                #expect(try await bench.list().allSatisfy { $0.status == .compensated })
                let stats = try await bench.stats()
                #expect(stats.equal)
                #expect(stats.nodes.values.allSatisfy { $0 == 0 }, "\(stats)")
                try await bench.checkPromises()
                let history = try await bench.export().records
                #expect(history.contains { $0.type == .sagaParked })
                #expect(history.contains { $0.type == .sagaRetried })
            }
        }

        @Test("keep the locks of parked sagas; what waits for those is named, and not waited for")
        func behindParked() async throws {
            try await Bench.with(.init(randomBehavior: 1)) { bench in
                let workflow = try bench.file("hasty.yaml", HastyWorkflow.create(attempts: 2))
                try await bench.submit(workflow, 1...1, job: "first")
                let parked = try #require(try await bench.list().first)
                try #require(parked.status == .parked)

                let second = try await bench.submit(workflow, 1...2, job: "second")
                #expect(second.code == 4, "\(second)")
                let waiting = try #require(
                    try await bench.list().first { $0.status == .accepted })
                let resumed = try await bench.sagactl("resume")
                #expect(resumed.code == 4, "\(resumed)")
                #expect(resumed.output.contains("\(waiting.id) waits for group"), "\(resumed)")
                let shown = try await bench.sagactl("show", "\(waiting.id)")
                #expect(shown.output.contains("which \(parked.id) holds (parked)"), "\(shown)")

                try await bench.lastLateRequest()
                try await bench.cluster.control(#"{"randomBehavior": 0}"#)
                try await bench.sagactl("retry", "--all", "--quiet")
                let ends = Set(try await bench.list().map(\.status))
                #expect(ends == [.compensated, .completed])
            }
        }

        @Test("park sagas, and one that is named twice is sent on once")
        func namedTwice() async throws {
            try await Bench.with(.init(randomBehavior: 1)) { bench in
                let workflow = try bench.file("hasty.yaml", HastyWorkflow.create(attempts: 2))
                try await bench.submit(workflow, 1...1, job: "hopeless")
                let parked = try #require(try await bench.list().first)
                try #require(parked.status == .parked)
                try await bench.lastLateRequest()
                try await bench.cluster.control(#"{"randomBehavior": 0}"#)
                let retried = try await bench.sagactl(
                    "retry", parked.id, parked.id, "--quiet", "-o", "json")
                #expect(retried.code == 3, "\(retried)")
                let summary = try #require(try retried.json() as? [String: Any])
                #expect(summary["compensated"] as? Int == 1)
                #expect(summary["parked"] as? Int == 0)
                #expect(try await bench.list().map(\.status) == [.compensated])
                #expect(try await bench.export().records.count { $0.type == .sagaRetried } == 1)
                try await bench.checkPromises()
            }
        }

        @Test("act late, and are equal all the same", arguments: [2, 3])
        func lateFaults(attempts: Int) async throws {
            let settings = ClusterSettings(randomBehavior: 0.3, fault: "late", seed: attempts)
            try await Bench.with(settings) { bench in
                let workflow = try bench.file(
                    "hasty.yaml", HastyWorkflow.create(attempts: attempts, undoAttempts: 30))
                let result = try await bench.submit(workflow, 0...79, job: "late")
                #expect(result.code == 3, "\(result)")
                try await bench.lastLateRequest()
                let stats = try await bench.stats()
                #expect(stats.equal, "\(stats)")
                try await bench.checkPromises()
            }
        }
    }
}

extension Bench {
    /// Waits until no request can have an effect any more that was answered before.
    func lastLateRequest() async throws {
        try await eventually("no late request is on its way") {
            let times = try await cluster.ledgers().values.joined().map(\.time)
            return (times.max() ?? 0) + 500 < now
        }
    }
}
