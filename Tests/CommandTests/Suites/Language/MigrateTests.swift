import Bench
import Foundation
import Journal
import SagaTesting
import TestProcesses
import Testing

extension RealProcesses {
    /// Workflows that change while sagas of them are unfinished.
    @Suite("Migration", .serialized)
    struct MigrateTests {
        private static func version(_ steps: String) -> String {
            "workflow: grow\ninputs: { g: { type: string } }\nlocks: \"group/${input.g}\"\nsteps:\n"
                + steps
        }

        private static func create(_ id: String, _ node: String) -> String {
            """
              - id: \(id)
                node: \(node)
                action: { POST: /v1/group, json: { groupId: "${input.g}" }, succeeded: [201] }
                compensation: { DELETE: /v1/group, json: { groupId: "${input.g}" }, succeeded: [200, 404] }

            """
        }

        private static let ask = "  - id: ask\n    action: { signal: \"Go on?\" }\n"

        @Test("moves what can go on, keeps what cannot, and says why")
        func migrated() async throws {
            try await Bench.with { bench in
                let old = try bench.file(
                    "old.yaml", Self.version(Self.create("first", "node01") + Self.ask))
                let submission = try bench.start(bench.arguments(old, inputs: ["g": "a"]))
                let asking = try await bench.waiting(
                    for: "an answer", workflow: "grow", in: submission)
                await submission.destroy()
                let accepted = try await bench.submit(old, inputs: ["g": "b"], "--detach")
                #expect(accepted.code == 0, "\(accepted)")

                // What has begun would come after something that has not.
                let wrong = try bench.file(
                    "wrong.yaml",
                    Self.version(
                        Self.create("before", "node03") + Self.create("first", "node01")
                            + Self.ask))
                let blocked = try await bench.sagactl(
                    "migrate", "grow", "--to", wrong, "--dry-run", "-o", "jsonl")
                #expect(blocked.code == 1, "\(blocked)")
                #expect(blocked.output.contains(#""verdict":"blocked""#), "\(blocked)")
                #expect(blocked.output.contains(#""verdict":"compatible""#), "\(blocked)")

                let renamed = try bench.file(
                    "new.yaml",
                    Self.version(
                        Self.create("one", "node01") + Self.ask + Self.create("two", "node02")))
                let unmapped = try await bench.sagactl(
                    "migrate", "grow", "--to", renamed, "--dry-run")
                #expect(unmapped.output.contains("--map OLD=NEW"), "\(unmapped)")
                let moved = try await bench.sagactl(
                    "migrate", "grow", "--to", renamed, "--map", "first=one")
                #expect(moved.code == 0 && moved.output.contains("2 were moved"), "\(moved)")
                #expect(try await bench.sagactl("journal", "verify").code == 0)

                #expect(try await bench.sagactl("signal", asking, "ask", "yes").code == 0)
                let resumed = try bench.start(["resume", "--quiet"])
                let second = try await bench.waiting(
                    for: "an answer", workflow: "grow", in: resumed)
                #expect(second != asking)
                #expect(try await bench.sagactl("signal", second, "ask", "no").code == 0)
                #expect(await resumed.result().code == 3)
                #expect(try await bench.groups(on: "node01") == ["a"])
                #expect(try await bench.groups(on: "node02") == ["a"])
                let states = try await bench.states(of: asking)
                #expect(
                    states == [
                        "one@node01": "succeeded", "ask": "succeeded", "two@node02": "succeeded",
                    ])
                try await bench.checkPromises(comparesContents: false)
            }
        }
    }
}
