import Journal
import Steps
import Testing

@testable import SagaEngine

/// Pauses and questions.
@Suite struct WaitTests {
    @Test(arguments: [Int64(1_000), 5_000, 90_000])
    func aPauseGoesOnAfterACrashAndIsNotStartedAnew(crashAfter: Int64) throws {
        var driver = try MachineDriver(.steps([.wait("nap", .sleep(5_000)), .program("a")]))
        let due = driver.now + 5_000
        #expect(driver.needs.timer == .init(due: due, reason: .sleep(step: 0)))
        #expect(driver.needs.isPatient)
        driver.now = driver.now + Milliseconds(rawValue: crashAfter)
        driver.crash()
        if driver.now < due {
            #expect(driver.needs.timer?.due == due)
            driver.pass()
        }
        #expect(driver.ready == ["a"])
        #expect(driver.state("nap").attempts[.action] == 1)
    }

    @Test func aClockThatWasSetBackWaitsLonger() throws {
        var driver = try MachineDriver(.steps([.wait("nap", .sleep(5_000))]))
        let due = driver.now + 5_000
        driver.now = Timestamp(rawValue: 0)
        driver.crash()
        #expect(driver.needs.timer?.due == due)
    }

    @Test func aBackoffBehindAShorterPauseIsNotPatience() throws {
        var needs = Needs()
        needs.wake(at: Timestamp(rawValue: 5), for: .sleep(step: 0))
        #expect(needs.isPatient)
        needs.wake(at: Timestamp(rawValue: 9), for: .backoff(step: 1))
        #expect(needs.timer?.reason == .sleep(step: 0))
        #expect(!needs.isPatient)
    }

    private func asking(
        limit: Milliseconds? = nil, default: Bool = false, onFailure: FailurePolicy? = nil
    ) throws -> WorkflowDefinition {
        .steps([
            try .program("a"),
            .wait(
                "ask", .signal(try .asking("${input.groupId}?", limit: limit, default: `default`)),
                onFailure: onFailure),
            try .program("b"),
        ])
    }

    @Test(arguments: [true, false], [true, false])
    func anAnswerDecidesBeforeAndAfterTheQuestion(isYes: Bool, isEarly: Bool) throws {
        var driver = try MachineDriver(asking())
        #expect(driver.machine.question(1) == "5?")
        if isEarly { driver.signal("ask", isYes) }
        driver.run([.ok("action a")])
        if !isEarly {
            #expect(driver.asking == ["ask"])
            driver.crash()
            #expect(driver.asking == ["ask"])
            driver.signal("ask", isYes)
        }
        driver.run(isYes ? [.ok("action b")] : [.ok("compensation a")])
        #expect(driver.machine.status == (isYes ? .completed : .compensated))
    }

    @Test(arguments: [true, false])
    func withoutAnAnswerInTimeTheDefaultHolds(isYes: Bool) throws {
        var driver = try MachineDriver(asking(limit: 3_000, default: isYes))
        driver.run([.ok("action a")])
        #expect(driver.state("ask").phase == (isYes ? .succeeded : .rejected))
        #expect(driver.now == Timestamp(rawValue: 1_003_000))
    }

    @Test func aSecondAnswerAndAnUnknownNameAreNotTaken() throws {
        var driver = try MachineDriver(asking())
        driver.signal("ask")
        let count = driver.entries.count
        driver.signal("ask", false)
        driver.signal("other")
        driver.signal("a")
        #expect(driver.entries.count == count)
        #expect(driver.machine.signals["ask"]?.accepted == true)
    }

    @Test func nobodyAsksOnTheWayBack() throws {
        var driver = try MachineDriver(asking())
        driver.run([.ok("action a")])
        driver.cancel()
        #expect(!driver.machine.takesSignal(named: "ask"))
        driver.run([.ok("compensation a")])
        driver.signal("ask")
        #expect(driver.machine.status == .compensated)
    }

    @Test func aNoThatParkedIsAskedAgainAfterARetry() throws {
        var driver = try MachineDriver(asking(onFailure: .park))
        driver.run([.ok("action a")])
        driver.signal("ask", false)
        #expect(driver.machine.status == .parked)
        driver.retry()
        #expect(driver.asking == ["ask"])
        driver.signal("ask")
        driver.run([.ok("action b")])
        #expect(driver.machine.status == .completed)
        #expect(driver.replayed().signals == driver.machine.signals)
    }

    @Test func eachNodeCanHaveItsOwnAnswer() throws {
        var driver = try MachineDriver(
            .steps([
                .wait("ask", .signal(.asking("well?")), forEach: .nodes, parallel: 3),
                .program("b"),
            ]))
        #expect(driver.asking == ["ask@node01", "ask@node02", "ask@node03"])
        driver.signal("ask@node02")
        #expect(driver.asking == ["ask@node01", "ask@node03"])
        driver.signal("ask")
        #expect(driver.ready == ["b"])
    }

    @Test func laterStepsUseWhatCameWithTheAnswer() throws {
        var workflow = try asking()
        workflow.steps[1].output = ["size": .body(["size"])]
        workflow.steps[2].action.operation = .program(
            name: "do",
            arguments: [
                try Template("${steps.ask.reply.body.size}"),
                try Template("${steps.ask.output.size}"),
            ])
        var driver = try MachineDriver(workflow)
        driver.signal("ask", values: ["size": .integer(3)])
        driver.run([.ok("action a")])
        #expect(driver.begin("b")?.arguments == ["3", "3"])
    }
}
