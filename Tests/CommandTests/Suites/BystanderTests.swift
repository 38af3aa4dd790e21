import Bench
import SagaTesting
import TestProcesses
import Testing

extension RealProcesses {
    /// Groups that sagas did not make, and must leave as they are.
    @Suite("What was there before", .serialized)
    struct BystanderTests {
        @Test("survives a creation that fails", arguments: ["node01", "node02", "node03"])
        func failedCreation(node: String) async throws {
            try await Bench.with(ClusterSettings(randomBehavior: 0.2)) { bench in
                let initial = try await bench.plant([5: "of-old"], on: [node])
                let result = try await bench.submit(Workflows.create, 0...9, job: "create")
                #expect(result.code == 3, "\(result)")
                try await bench.checkPromises(initial: initial)
                let contents = try await bench.cluster.contents()
                #expect(contents[node]?["5"] == "of-old")
                #expect(contents.values.count { $0["5"] != nil } == 1)
                #expect(contents.values.allSatisfy { $0.count - ($0["5"] == nil ? 0 : 1) == 9 })
            }
        }

        @Test("gets its own timestamp back when a deletion fails for good")
        func failedDeletion() async throws {
            try await Bench.with { bench in
                let groups = Dictionary(uniqueKeysWithValues: (0...4).map { ($0, "of-old-\($0)") })
                let initial = try await bench.plant(groups, on: bench.cluster.nodes)
                try await bench.cluster.control(
                    #"{"failNext": 100000, "fault": "before", "status": 403}"#, node: "node03")
                let result = try await bench.submit(Workflows.delete, 0...4, job: "delete")
                #expect(result.code == 3, "\(result)")
                #expect(try await bench.cluster.contents() == initial)
                try await bench.checkPromises(initial: initial)
            }
        }

        @Test("is deleted where it is, when a node lacks it")
        func partialDeletion() async throws {
            try await Bench.with(ClusterSettings(randomBehavior: 0.2)) { bench in
                let initial = try await bench.plant([1: "of-old"], on: ["node01", "node03"])
                let result = try await bench.submit(Workflows.delete, 1...1, job: "delete")
                #expect(result.code == 0, "\(result)")
                #expect(try await bench.cluster.contents().values.allSatisfy(\.isEmpty))
                try await bench.checkPromises(initial: initial)
            }
        }

        @Test(
            "survives on nodes that know no timestamps", arguments: ["node01", "node02", "node03"])
        func withoutTimestamps(node: String) async throws {
            let settings = ClusterSettings(randomBehavior: 0.2, timestamps: false)
            try await Bench.with(settings) { bench in
                try await bench.plant([5: nil], on: [node])
                let created = try await bench.submit(Workflows.create, 0...9, job: "create")
                #expect(created.code == 3, "\(created)")
                let contents = try await bench.cluster.contents()
                for (name, groups) in contents {
                    let expected = (0...9).map(String.init).filter { $0 != "5" || name == node }
                    #expect(groups.keys.sorted() == expected, "\(name)")
                }
                // What the checkers expect of the nodes is written with timestamps.
                var evidence = try await bench.evidence()
                evidence.contents = [:]
                #expect(Promises.violations(in: evidence) == [])
            }
        }
    }
}
