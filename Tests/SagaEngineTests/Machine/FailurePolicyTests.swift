import Journal
import Steps
import Testing

@testable import SagaEngine

/// What a saga does when steps fail.
@Suite struct FailurePolicyTests {
    struct Scenario: CustomTestStringConvertible, Sendable {
        let policy: FailurePolicy
        let answers: [MachineDriver.Answer]
        let status: SagaStatus
        var testDescription: String { "\(policy) after \(answers.map(\.result.outcome))" }
    }

    static let rejected: [MachineDriver.Answer] = [.no("action b")]
    static let unknown: [MachineDriver.Answer] = [.unknown("action b"), .unknown("action b")]

    static let scenarios: [Scenario] = [
        Scenario(
            policy: .compensate, answers: rejected + [.ok("compensation a")], status: .compensated),
        Scenario(
            policy: .compensate,
            answers: unknown + [.ok("compensation b"), .ok("compensation a")],
            status: .compensated),
        Scenario(policy: .park, answers: rejected, status: .parked),
        Scenario(policy: .park, answers: unknown, status: .parked),
        Scenario(policy: .continue, answers: rejected + [.ok("action c")], status: .completed),
        Scenario(policy: .continue, answers: unknown + [.ok("action c")], status: .completed),
        Scenario(
            policy: .continue,
            answers: unknown + [.no("action c"), .ok("compensation b"), .ok("compensation a")],
            status: .compensated),
    ]

    @Test(arguments: scenarios)
    func ends(_ scenario: Scenario) throws {
        var driver = try MachineDriver(
            .steps([
                .program("a"), .program("b", onFailure: scenario.policy), .program("c"),
            ]))
        driver.run([.ok("action a")] + scenario.answers)
        #expect(driver.machine.status == scenario.status)
        #expect(driver.calls == ["action a"] + scenario.answers.map(\.call))
    }

    @Test func nothingNewStartsAndWhatIsUnderWayComesBackBeforeItTurns() throws {
        var driver = try MachineDriver(
            .steps([
                .program("a", needs: []), .program("b", needs: []), .program("c", needs: []),
                .program("d", needs: ["b"]),
            ]))
        driver.begin("a")
        driver.begin("b")
        driver.end("a", .no())
        #expect(driver.ready == [])
        #expect(driver.flying == ["b"])
        driver.end("b", .ok())
        #expect(driver.machine.status == .compensating)
        #expect(driver.machine.reason == "a was rejected: refused")
        driver.run([.ok("compensation b")])
        #expect(driver.machine.status == .compensated)
        #expect(driver.calls == ["action a", "action b", "compensation b"])
    }

    @Test func theFailureThatUndoesCountsMoreThanTheOneThatParks() throws {
        var driver = try MachineDriver(
            .steps([
                .program("a", needs: [], onFailure: .park), .program("b", needs: []),
            ]))
        driver.begin("a")
        driver.begin("b")
        driver.end("a", .no())
        driver.end("b", .no())
        #expect(driver.machine.status == .compensated)
        #expect(driver.machine.reason.hasPrefix("b was rejected"))
    }

    @Test func waitsThatAreGivenUpDoNotHideWhyItTurns() throws {
        var driver = try MachineDriver(
            .steps([
                .wait("nap", needs: [], .sleep(.seconds(60))),
                .wait("ask", needs: [], .signal(.asking("well?"))), .program("b", needs: []),
            ]))
        driver.run([.no("action b")])
        #expect(driver.machine.status == .compensated)
        #expect(driver.machine.reason == "b was rejected: refused")
        #expect(driver.machine.steps.allSatisfy { $0.inFlight == nil })
    }

    @Test func whatCannotBeBuiltIsRejectedBeforeItIsSent() throws {
        var workflow = try WorkflowDefinition.diamond()
        let missing = try Template("${steps.a.reply.body.id}")
        workflow.steps[3].action.operation = .program(name: "do", arguments: [missing])
        var driver = try MachineDriver(workflow)
        driver.run([.ok("action a"), .ok("action b"), .ok("action c")])
        #expect(driver.begin("d") == nil)
        #expect(driver.state("d").phase == .rejected)
        #expect(driver.machine.status == .compensating)
    }

    @Test func anUndoThatCannotBeBuiltParksWhenTheOthersAreDone() throws {
        var workflow = try WorkflowDefinition.diamond()
        let missing = try Template("${steps.a.reply.body.id}")
        workflow.steps[1].compensation?.operation = .program(name: "undo", arguments: [missing])
        var driver = try MachineDriver(workflow)
        driver.run([.ok("action a"), .ok("action b"), .ok("action c"), .no("action d")])
        driver.begin("c")
        #expect(driver.begin("b") == nil)
        #expect(driver.machine.status == .compensating)
        driver.end("c", .ok())
        #expect(driver.machine.status == .parked)
        #expect(driver.machine.reason.contains("cannot be built"))
        driver.retry()
        #expect(driver.ready == ["b"])
    }
}
