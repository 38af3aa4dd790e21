import Bench
import Foundation
import Journal
import SagaTesting
import TestProcesses
import Testing

extension RealProcesses {
    /// Sagas that wait for a person.
    @Suite("Signals", .serialized)
    struct SignalTests {
        private static let approved = Workflows.named("approved-create")
        private static let question = "an answer: Group g is on node01."

        @Test("are answered while the engine runs, and data goes on to later steps")
        func answered() async throws {
            try await Bench.with { bench in
                let workflow = try bench.file(
                    "ask.yaml",
                    """
                    workflow: ask
                    inputs: { base: { type: string } }
                    steps:
                      - id: choose
                        action: { signal: "Which name for ${input.base}?" }
                        output: { name: reply.body.name }
                      - id: create
                        node: node02
                        action: { POST: /v1/group, json: { groupId: "${steps.choose.output.name}" }, succeeded: [201] }
                        compensation: { DELETE: /v1/group, json: { groupId: "${steps.choose.output.name}" } }
                    """)
                let submission = try bench.start(bench.arguments(workflow, inputs: ["base": "b"]))
                let saga = try await bench.waiting(
                    for: "an answer: Which name for b?", workflow: "ask", in: submission)
                let wrong = try await bench.sagactl("signal", saga, "create", "yes")
                #expect(wrong.code == 1 && wrong.errors.contains("asks nothing"), "\(wrong)")
                let answer = try await bench.sagactl(
                    "signal", saga, "choose", "yes", "--data", "name=chosen")
                #expect(answer.code == 0, "\(answer)")
                let result = await submission.result()
                #expect(result.code == 0, "\(result)")
                #expect(try await bench.groups(on: "node02") == ["chosen"])
                let again = try await bench.sagactl("signal", saga, "choose", "no")
                #expect(again.code == 1, "\(again)")
                try await bench.checkPromises(comparesContents: false)
            }
        }

        @Test("are kept over kills, whether an engine runs or not", arguments: ["yes", "no"])
        func killed(_ answer: String) async throws {
            try await Bench.with { bench in
                let submission = try bench.start(
                    bench.arguments(Self.approved, inputs: ["groupId": "g"]))
                let saga = try await bench.waiting(
                    for: Self.question, workflow: "approved-create", in: submission)
                await submission.destroy()
                // It waits over a restart as well, and holds its lock meanwhile.
                let waiting = try bench.start(["serve", "--quiet"])
                _ = try await bench.waiting(
                    for: Self.question, workflow: "approved-create", in: waiting)
                await waiting.destroy()
                let locks = try await bench.sagactl("locks", "-o", "jsonl")
                #expect(locks.output.contains(#""lock":"group/g","holder":"\#(saga)""#), "\(locks)")

                let signal = try await bench.sagactl("signal", saga, "approve", answer)
                #expect(signal.code == 0 && signal.output.contains("resume"), "\(signal)")
                let resumed = try await bench.sagactl("resume", "--quiet")
                #expect(resumed.code == (answer == "yes" ? 0 : 3), "\(resumed)")
                for node in bench.cluster.nodes {
                    #expect(
                        try await bench.groups(on: node) == (answer == "yes" ? ["g"] : []))
                }
                try await bench.checkPromises()
            }
        }

        @Test("let an operator cancel what waits, and undo what was done")
        func cancelled() async throws {
            try await Bench.with { bench in
                let submission = try bench.start(
                    bench.arguments(Self.approved, inputs: ["groupId": "g"]))
                let saga = try await bench.waiting(
                    for: Self.question, workflow: "approved-create", in: submission)
                let cancelled = try await bench.sagactl("cancel", saga, "--reason", "not today")
                #expect(cancelled.code == 0, "\(cancelled)")
                let result = await submission.result()
                #expect(result.code == 3, "\(result)")
                #expect(try await bench.groups(on: "node01") == [])
                let reason = try await bench.show(saga)["reason"] as? String
                #expect(reason?.contains("not today") == true)
                let late = try await bench.sagactl("cancel", saga, "--reason", "again")
                #expect(late.code == 0 && late.output.contains("undone already"), "\(late)")
                try await bench.checkPromises()
            }
        }

        @Test("are answered by their default when nobody does in time")
        func defaulted() async throws {
            try await Bench.with { bench in
                let workflow = try bench.file(
                    "default.yaml",
                    """
                    workflow: hurried
                    steps:
                      - id: yes
                        action: { signal: "Well?", timeout: 200ms, default: yes }
                      - id: no
                        action: { signal: "Well?", timeout: 200ms, default: no }
                        onFailure: continue
                      - id: unsaid
                        action: { signal: "Well?", timeout: 200ms }
                    """)
                let result = try await bench.submit(workflow, inputs: [:])
                #expect(result.code == 3, "\(result)")
                let saga = try #require(try await bench.list().first)
                let states = try await bench.states(of: saga.id)
                #expect(states == ["yes": "succeeded", "no": "rejected", "unsaid": "rejected"])
                try await bench.checkPromises()
            }
        }
    }
}
