import Journal
import Steps
import Testing

@testable import SagaEngine

/// Steps that are undone, the one from which there is no way back, and those that come after it.
@Suite struct PivotTests {
    struct Scenario: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let script: [MachineDriver.Answer]
        let status: SagaStatus
        var isSkipped = false
    }

    static let scenarios: [Scenario] = [
        Scenario(
            testDescription: "all succeed",
            script: [
                .ok("action make@node01"), .ok("action make@node02"), .ok("action publish@node01"),
                .ok("action announce@node01"), .ok("action announce@node02"),
            ], status: .completed),
        Scenario(
            testDescription: "a refused pivot turns the saga around",
            script: [
                .ok("action make@node01"), .ok("action make@node02"), .no("action publish@node01"),
                .ok("compensation make@node02"), .ok("compensation make@node01"),
            ], status: .compensated),
        Scenario(
            testDescription: "a pivot that was never reached turns it around, too",
            script: [
                .ok("action make@node01"), .ok("action make@node02"),
                .unreachable("action publish@node01"),
                .unreachable("action publish@node01"), .ok("compensation make@node02"),
                .ok("compensation make@node01"),
            ], status: .compensated),
        Scenario(
            testDescription: "a pivot whose outcome stays unknown parks it",
            script: [
                .ok("action make@node01"), .ok("action make@node02"),
                .unknown("action publish@node01"),
                .unknown("action publish@node01"),
            ], status: .parked),
        Scenario(
            testDescription: "what fails after the pivot parks it",
            script: [
                .ok("action make@node01"), .ok("action make@node02"), .ok("action publish@node01"),
                .no("action announce@node01"),
            ], status: .parked),
        Scenario(
            testDescription: "a step whose condition does not hold is skipped, pivot or not",
            script: [
                .ok("action make@node01"), .ok("action make@node02"), .no("action announce@node01"),
            ], status: .compensated, isSkipped: true),
    ]

    @Test(arguments: scenarios)
    func ends(_ scenario: Scenario) throws {
        var driver = try MachineDriver(.pivoting(), nodes: ["node01", "node02"])
        var script = scenario.script
        if scenario.isSkipped {
            driver = try MachineDriver(
                .pivoting(when: "node.name == 'node09'"), nodes: ["node01", "node02"])
            // Without its pivot the saga can still be undone.
            script += [.ok("compensation make@node02"), .ok("compensation make@node01")]
        }
        driver.run(script)
        #expect(driver.machine.status == scenario.status)
        #expect(driver.calls == script.map(\.call))
        let replayed = driver.replayed()
        #expect(replayed.steps == driver.machine.steps)
        #expect(replayed.status == driver.machine.status)
    }

    @Test func aRetriedSagaGoesOnForwardWhereItFailed() throws {
        var driver = try MachineDriver(.pivoting(), nodes: ["node01", "node02"])
        driver.run([
            .ok("action make@node01"), .ok("action make@node02"), .ok("action publish@node01"),
            .no("action announce@node01"),
        ])
        driver.handle(.retried(by: "ann", reason: "the name is free now"))
        #expect(driver.machine.status == .running)
        driver.run([.ok("action announce@node01"), .ok("action announce@node02")])
        #expect(driver.machine.status == .completed)
    }

    @Test(
        "a pivot that is refused after a doubtful try is asked again when nothing can arrive",
        arguments: [(false, SagaStatus.compensated), (true, .completed)])
    func refusedInDoubt(arrivesLate: Bool, status: SagaStatus) throws {
        var workflow = try WorkflowDefinition.pivoting()
        workflow.steps[1].probe = ProbeDefinition(
            call: CallDefinition(
                method: "GET", path: try Template("/g"),
                statuses: StatusRules(succeeded: [200, 404]), timeout: 1_000),
            applied: try Condition("reply.status == 200"))
        workflow.steps[2].forEach = nil
        workflow.steps[2].node = try Template("node01")
        var driver = try MachineDriver(workflow, nodes: ["node01"])
        driver.run([.ok("action make@node01")])
        driver.begin("publish@node01")
        driver.crash()
        let asked = MachineDriver.Answer(call: "probe publish@node01", result: .found(false))
        driver.run([asked, .no("action publish@node01"), asked])
        #expect(driver.machine.status == .running)
        let last = MachineDriver.Answer(
            call: "probe publish@node01", result: .found(arrivesLate))
        let rest: MachineDriver.Answer =
            arrivesLate ? .ok("action announce@node01") : .ok("compensation make@node01")
        driver.run([last, rest])
        #expect(driver.machine.status == status)
        #expect(driver.waitedForLate > 0)
    }

    @Test func aCompensationCanUseWhatItsActionAnswered() throws {
        var workflow = try WorkflowDefinition.pivoting()
        workflow.steps[0].compensation = CallDefinition(
            method: "DELETE", path: try Template("/g/${steps.make.reply.body.id}"))
        var driver = try MachineDriver(workflow, nodes: ["node01", "node02"])
        driver.run([
            .ok("action make@node01", [.body(["id"]): .string("n1")]), .no("action make@node02"),
        ])
        #expect(driver.begin("make@node01")?.path == "/g/n1")
    }
}

extension WorkflowDefinition {
    /// Made on all nodes, published on one, announced on all.
    fileprivate static func pivoting(when: String? = nil) throws -> WorkflowDefinition {
        func request(_ method: String) throws -> CallDefinition {
            CallDefinition(
                method: method, path: try Template("/g"), timeout: 1_000,
                retry: RetryPolicy(attempts: 2))
        }
        return WorkflowDefinition(
            name: "provision", inputs: ["groupId": InputDefinition(type: .string)],
            steps: [
                StepDefinition(
                    id: "make", forEach: .nodes, action: try request("POST"),
                    compensation: try request("DELETE")),
                StepDefinition(
                    id: "publish", recovery: .pivot, node: try Template("node01"),
                    when: try when.map { try Condition($0) }, action: try request("POST")),
                StepDefinition(
                    id: "announce", recovery: .retriable, forEach: .nodes,
                    action: try request("POST")),
            ])
    }
}
