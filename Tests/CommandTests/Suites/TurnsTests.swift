import Bench
import SagaTesting
import TestProcesses
import Testing

extension RealProcesses {
    /// Several sagas about the same group.
    @Suite("Sagas of one group", .serialized)
    struct TurnsTests {
        @Test("take turns, whoever comes first")
        func createAndDelete() async throws {
            try await Bench.with(ClusterSettings(randomBehavior: 0.2, seed: 7)) { bench in
                for round in 0..<4 {
                    for workflow in [Workflows.create, Workflows.delete, Workflows.create] {
                        let job = "\(workflow.split(separator: "/").last ?? "")-\(round)"
                        let accepted = try await bench.sagactl(
                            "submit", workflow, "--range", "groupId=1..5", "--job", job,
                            "--detach", "--quiet")
                        #expect(accepted.code == 0, "\(accepted)")
                    }
                }
                let resumed = try await bench.sagactl("resume", "-j", "32", "--quiet")
                #expect([0, 3].contains(resumed.code), "\(resumed)")
                let stats = try await bench.stats()
                #expect(stats.equal, "\(stats)")
                try await bench.checkPromises()
                // The same job was submitted twice a round, and each key accepted once.
                #expect(try await bench.list().count == 4 * 2 * 5)
            }
        }

        @Test("are refused when a key was accepted before for something else")
        func conflictingKey() async throws {
            try await Bench.with { bench in
                let first = try await bench.sagactl(
                    "submit", Workflows.create, "--input", "groupId=1", "--job", "j", "--key", "k")
                #expect(first.code == 0, "\(first)")
                for other in [(Workflows.create, "groupId=2"), (Workflows.delete, "groupId=1")] {
                    let again = try await bench.sagactl(
                        "submit", other.0, "--input", other.1, "--job", "j", "--key", "k")
                    #expect(again.code == 2, "\(again)")
                    #expect(again.output.contains("accepted before for something else"))
                }
                #expect(try await bench.stats().nodes.values.allSatisfy { $0 == 1 })
            }
        }
    }
}
