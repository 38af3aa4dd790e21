import Journal
import Steps
import Testing

@testable import SagaEngine

/// Sagas on a node that keeps the wire barrier wait for nothing that the barrier keeps out.
@Suite struct BarrierTests {
    typealias Answer = MachineDriver.Answer

    struct Scenario: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let script: [Answer]
        let status: SagaStatus
        /// Whether it waits for late requests although the node keeps the barrier.
        var waits = false
        /// What is asked besides where the node does not keep it.
        var confirmation: [Answer] = []
    }

    private static let spent: [Answer] = [
        .unknown("action create@node01"), .probe("node01", found: false),
        .unknown("action create@node01"), .probe("node01", found: false),
    ]

    static let scenarios: [Scenario] = [
        Scenario(
            testDescription: "an undo that the node reports needs no confirmation",
            script: spent + [.ok("compensation create@node01")], status: .compensated,
            confirmation: [.probe("node01", found: false)]),
        Scenario(
            testDescription: "the node's own word to a later try is enough",
            script: [
                .unknown("action create@node01"), .probe("node01", found: false),
                .ok("action create@node01"),
            ], status: .completed),
        Scenario(
            testDescription: "a probe that names the action is enough",
            script: [
                .unknown("action create@node01"),
                .ok("probe create@node01", [.barrier: .string("applied")]),
            ], status: .completed),
        Scenario(
            testDescription: "a probe that names nothing may see somebody else's doing",
            script: [.unknown("action create@node01"), .probe("node01", found: true)],
            status: .completed, waits: true),
        Scenario(
            testDescription: "an undo that only a probe has shown is none of the barrier's",
            script: spent + [.no("compensation create@node01"), .probe("node01", found: false)],
            status: .compensated, waits: true),
    ]

    private func driver(barrier: Bool) throws -> MachineDriver {
        var driver = try MachineDriver(.create(), nodes: ["node01"])
        driver.cluster.nodes["node01"]?.barrier = barrier
        driver.cluster.nodes["node01"]?.maxRequestLifetime = .seconds(3_600)
        return driver
    }

    @Test(arguments: scenarios)
    func waitsOnlyForWhatCanStillHaveAnEffect(_ scenario: Scenario) throws {
        for barrier in [true, false] {
            var driver = try driver(barrier: barrier)
            let script = scenario.script + (barrier ? [] : scenario.confirmation)
            driver.run(script)
            #expect(driver.machine.status == scenario.status, "barrier: \(barrier)")
            #expect(driver.calls == script.map(\.call), "barrier: \(barrier)")
            let waits = driver.waitedForLate > .seconds(1_000)
            #expect(waits == (!barrier || scenario.waits), "barrier: \(barrier)")
            #expect(driver.replayed().steps == driver.machine.steps)
        }
    }

    /// A try that comes after a refusal of a newer one has no effect, so that there is nothing to
    /// undo.
    @Test func aRefusalIsFinal() throws {
        var driver = try driver(barrier: true)
        driver.run([
            .unknown("action create@node01"), .probe("node01", found: false),
            .no("action create@node01"), .probe("node01", found: false),
        ])
        #expect(driver.machine.status == .compensated)
        #expect(driver.state("create@node01").phase == .rejected)
        #expect(driver.waitedForLate == 0)
    }

    /// The node knows nothing of what undoes its action elsewhere.
    @Test func anUndoElsewhereIsConfirmed() throws {
        var workflow = try WorkflowDefinition.create()
        workflow.steps[0].compensation = CallDefinition(.program(name: "undo", arguments: []))
        var driver = try MachineDriver(workflow, nodes: ["node01"])
        driver.cluster.nodes["node01"]?.barrier = true
        driver.run(
            Self.spent + [.ok("compensation create@node01"), .probe("node01", found: false)])
        #expect(driver.machine.status == .compensated)
        #expect(driver.waitedForLate > 0)
    }

    /// The node would take it for a compensation whose action never came.
    @Test(arguments: [true, false])
    func whatUndoesSomethingElseIsAnActionAtTheNode(isRequest: Bool) throws {
        var workflow = try WorkflowDefinition.create()
        if !isRequest {
            workflow.steps[0].action = CallDefinition(.program(name: "do", arguments: []))
        }
        var driver = try MachineDriver(workflow)
        driver.run([.ok("action create@node01"), .no("action create@node02")])
        let begun = driver.begin("create@node01")
        let call = try #require(begun)
        #expect(call.kind == .compensation)
        #expect(call.direction == (isRequest ? .compensation : .action))
        #expect(call.idempotencyKey.hasSuffix("create@node01/compensation"))
    }

    @Test func aStepThatWasDoneKeepsItsName() throws {
        for barrier in [true, false] {
            var driver = try driver(barrier: barrier)
            var asking = try WorkflowDefinition.create()
            asking.steps.append(.wait("ask", .signal(try .asking("go on?"))))
            driver = try MachineDriver(asking, nodes: ["node01"])
            driver.cluster.nodes["node01"]?.barrier = barrier
            driver.run([.ok("action create@node01")])
            asking.steps[0].id = "made"
            let verdict = driver.machine.verdict(
                on: try PinnedDefinition(asking), renamed: ["create": "made"], in: driver.cluster)
            if case .blocked(let reason) = verdict {
                #expect(barrier && reason.contains("keeps the barrier"))
            } else {
                #expect(!barrier && verdict == .compatible)
            }
        }
    }
}
