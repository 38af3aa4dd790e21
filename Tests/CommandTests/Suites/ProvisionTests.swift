import Bench
import Journal
import SagaTesting
import TestProcesses
import Testing

extension RealProcesses {
    /// A workflow with a point of no return.
    @Suite("A pivot", .serialized)
    struct ProvisionTests {
        @Test("parts sagas that are undone from sagas that are finished, whatever fails")
        func allOrNothingOrParked() async throws {
            try await Bench.with(ClusterSettings(randomBehavior: 0.3, seed: 11)) { bench in
                let provision = Workflows.create.replacing("create-group", with: "provision")
                let groups = 1...30
                let submitted = try await bench.submit(provision, groups, job: "provision")
                #expect([0, 3, 4].contains(submitted.code), "\(submitted)")
                try await bench.lastLateRequest()
                try await bench.cluster.control(#"{"randomBehavior": 0}"#)
                let retried = try await bench.sagactl("retry", "--all", "--quiet")
                #expect([0, 3].contains(retried.code), "\(retried)")

                let sagas = try await bench.list()
                #expect(sagas.count == groups.count)
                let contents = try await bench.cluster.contents()
                for saga in sagas {
                    let group =
                        saga.key.split(separator: ",").first.map { String($0.dropFirst(8)) } ?? ""
                    let isDone = saga.status == .completed
                    #expect(isDone || saga.status == .compensated, "\(saga)")
                    for (node, held) in contents {
                        #expect((held[group] != nil) == isDone, "\(node) \(saga)")
                        #expect((held["announced-\(group)"] != nil) == isDone, "\(node) \(saga)")
                        let publishes = isDone && node == "node01"
                        #expect((held["published-\(group)"] != nil) == publishes, "\(node) \(saga)")
                    }
                }
                // What such a workflow leaves on the nodes was looked at above.
                try await bench.checkPromises(comparesContents: false)
            }
        }
    }
}
