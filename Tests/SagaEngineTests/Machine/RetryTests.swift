import Journal
import Steps
import Testing

@testable import SagaEngine

/// What is tried again, and what a good status has to say besides.
@Suite struct RetryTests {
    struct Scenario: CustomTestStringConvertible, Sendable {
        let on: [RetryCause]?
        let result: CallResult
        let isRepeated: Bool
        var testDescription: String {
            "\(on.map { "\($0)" } ?? "default"): \(result.outcome) \(result.status ?? 0)"
        }
    }

    static let scenarios: [Scenario] = [
        Scenario(on: nil, result: .unknown(), isRepeated: true),
        Scenario(on: nil, result: .unreachable, isRepeated: true),
        Scenario(on: nil, result: .no(), isRepeated: false),
        Scenario(on: [.outcome(.unreachable)], result: .unreachable, isRepeated: true),
        Scenario(on: [.outcome(.unreachable)], result: .unknown(503), isRepeated: false),
        Scenario(on: [.status(503)], result: .unknown(503), isRepeated: true),
        Scenario(on: [.status(503)], result: .unknown(502), isRepeated: false),
        Scenario(on: [.status(503)], result: .unreachable, isRepeated: false),
        Scenario(on: [.status(409)], result: .no(409), isRepeated: true),
        Scenario(on: [.outcome(.rejected)], result: .no(404), isRepeated: true),
        Scenario(on: [], result: .unknown(), isRepeated: false),
    ]

    @Test(arguments: scenarios, [CallKind.before, .action, .compensation])
    func whatIsCoveredIsTriedAgain(_ scenario: Scenario, kind: CallKind) throws {
        let call = CallDefinition(
            .program(name: "do", arguments: []), retry: RetryPolicy(attempts: 3, on: scenario.on))
        var step = try StepDefinition.program("a")
        switch kind {
        case .before: step.before = BeforeDefinition(call: call)
        case .action: step.action = call
        case .compensation, .probe: step.compensation = call
        }
        var driver = try MachineDriver(.steps([step, .program("b")], onFailure: .compensate))
        if kind == .compensation { driver.run([.ok("action a"), .no("action b")]) }
        for number in 1...3 {
            driver.begin("a")
            driver.end("a", scenario.result)
            #expect(driver.state("a").attempts[kind] == number)
            guard scenario.isRepeated, number < 3 else { break }
            driver.pass()
            #expect(driver.ready == ["a"])
        }
        let isDoubtful = kind == .action && scenario.result.outcome == .unknown
        if kind == .compensation {
            #expect(driver.machine.status == .parked)
        } else {
            #expect(driver.machine.status == (isDoubtful ? .compensating : .compensated))
        }
    }

    @Test func anActionWhoseReplyIsNotWhatIsExpectedIsInDoubt() throws {
        var step = try StepDefinition.program("a", retry: RetryPolicy(attempts: 1))
        step.action.expect = try Condition("reply.body.state == 'ready'")
        var driver = try MachineDriver(.steps([step]))
        driver.begin("a")
        driver.end("a", .ok(200, [.body(["state"]): .string("new")]))
        #expect(driver.state("a").isDoubtful)
        #expect(driver.state("a").actionDetail.contains("reply.body.state == 'ready'"))
        driver.run([.ok("compensation a")])
        #expect(driver.machine.status == .compensated)
    }

    @Test func oneWhoseReplyIsGoesOn() throws {
        var step = try StepDefinition.program("a")
        step.action.expect = try Condition("reply.body.state == 'ready'")
        var driver = try MachineDriver(.steps([step]))
        #expect(driver.begin("a")?.captures.contains(.body(["state"])) == true)
        driver.end("a", .ok(200, [.body(["state"]): .string("ready")]))
        #expect(driver.machine.status == .completed)
    }

    @Test func aGateThatNeverOpensIsRejectedAndNothingIsUndone() throws {
        var gate = StepDefinition(
            id: "gate", node: try Template("node01"),
            action: CallDefinition(
                method: "GET", path: try Template("/ready"), retry: RetryPolicy(attempts: 3)),
            compensation: CallDefinition(.program(name: "undo", arguments: [])))
        gate.action.expect = try Condition("reply.status == 200")
        var driver = try MachineDriver(.steps([gate]))
        let no = MachineDriver.Answer.ok("action gate@node01", status: 202)
        driver.run([no, no, no])
        #expect(driver.machine.status == .compensated)
        #expect(driver.calls.count == 3)
        #expect(!driver.state("gate@node01").isDoubtful)
        #expect(driver.machine.quietAt == nil)
    }

    @Test(arguments: [CallKind.before, .probe])
    func aReadThatIsNotWhatIsExpectedIsNoAnswer(kind: CallKind) throws {
        var workflow = try WorkflowDefinition.create(before: kind == .before)
        let expect = try Condition("reply.status == 200")
        workflow.steps[0].before?.call.expect = expect
        if kind == .probe { workflow.steps[0].probe?.call.expect = expect }
        var driver = try MachineDriver(workflow, nodes: ["node01"])
        if kind == .before {
            let odd = MachineDriver.Answer.ok("before create@node01", status: 404)
            driver.run([odd, odd])
            #expect(driver.machine.status == .compensated)
        } else {
            driver.run([
                .unknown("action create@node01"), .probe("node01", found: false),
                .probe("node01", found: false),
            ])
            #expect(driver.state("create@node01").phase == .unknown)
        }
    }
}
