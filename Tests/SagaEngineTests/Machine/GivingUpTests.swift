import Journal
import Steps
import Testing

@testable import SagaEngine

/// Deadlines, and sagas that somebody wants undone.
@Suite struct GivingUpTests {
    private func line(
        deadline: Milliseconds? = nil, onFailure: FailurePolicy = .compensate
    ) throws -> WorkflowDefinition {
        .steps(
            [try .program("a"), try .program("b", .pivot), try .program("c", .retriable)],
            deadline: deadline, onFailure: onFailure)
    }

    @Test func afterItsTimeItIsUndoneOnceWhatIsUnderWayIsBack() throws {
        var driver = try MachineDriver(line(deadline: 5_000))
        #expect(driver.needs.timer == .init(due: driver.now + 5_000, reason: .deadline))
        driver.begin("a")
        driver.pass()
        #expect(driver.flying == ["a"])
        driver.end("a", .ok())
        #expect(driver.machine.status == .compensating)
        #expect(driver.machine.reason.contains("5s"))
        driver.run([.ok("compensation a")])
        #expect(driver.machine.status == .compensated)
    }

    @Test func afterItsTimeItIsParkedWhereItCanOnlyGoForward() throws {
        var driver = try MachineDriver(line(deadline: 5_000))
        driver.run([.ok("action a"), .ok("action b")])
        driver.now = driver.now + 5_000
        driver.handle(.timerFired)
        #expect(driver.machine.status == .parked)
        driver.retry()
        #expect(driver.needs.timer == nil)
        driver.run([.ok("action c")])
        #expect(driver.machine.status == .completed)
    }

    @Test func aWorkflowThatParksIsParkedAfterItsTimeAndItsPausesGoOn() throws {
        var driver = try MachineDriver(
            .steps([.wait("nap", .sleep(10_000))], deadline: 5_000, onFailure: .park))
        driver.pass()
        #expect(driver.machine.status == .parked)
        driver.retry()
        let start = driver.now
        driver.pass()
        #expect(driver.now - start == 5_000)
        #expect(driver.machine.status == .completed)
    }

    @Test func theEndOfTheTimeDoesNotUndoWhatIsDone() throws {
        var driver = try MachineDriver(line(deadline: 5_000))
        driver.run([.ok("action a"), .ok("action b")])
        driver.begin("c")
        driver.now = driver.now + 9_000
        driver.end("c", .ok())
        #expect(driver.machine.status == .completed)
    }

    @Test func beforeItStartsItIsUndoneWithoutLocks() throws {
        var driver = try MachineDriver(.create(), isStarted: false)
        #expect(driver.move == .acquireLocks)
        driver.cancel()
        #expect(driver.machine.status == .compensated)
        #expect(driver.calls.isEmpty)
    }

    @Test func whatIsUnderWayComesBackFirst() throws {
        var driver = try MachineDriver(.diamond())
        driver.run([.ok("action a")])
        driver.begin("b")
        driver.cancel()
        #expect(driver.ready == [])
        #expect(driver.flying == ["b"])
        let count = driver.entries.count
        driver.cancel()
        #expect(driver.entries.count == count)
        driver.end("b", .ok())
        driver.run([.ok("compensation b"), .ok("compensation a")])
        #expect(driver.machine.status == .compensated)
        #expect(driver.machine.reason == "ann cancelled it: not wanted")
    }

    @Test func theLastStepUnderWayIsUndoneToo() throws {
        var driver = try MachineDriver(.steps([.program("a")]))
        driver.begin("a")
        driver.cancel()
        driver.end("a", .ok())
        #expect(driver.ready == ["a"])
        driver.run([.ok("compensation a")])
        #expect(driver.machine.status == .compensated)
    }

    @Test func aSagaThatOnlyWaitsForLateRequestsCanStillBeUndone() throws {
        var driver = try MachineDriver(.create(), nodes: ["node01"])
        driver.begin("create@node01")
        driver.end("create@node01", .unknown())
        driver.begin("create@node01")
        driver.end("create@node01", .found(true))
        #expect(driver.needs.timer?.reason == .lateRequests)
        driver.cancel()
        #expect(driver.ready == ["create@node01"])
    }

    @Test(arguments: [FailurePolicy.park, .compensate])
    func aParkedSagaIsUndone(onFailure: FailurePolicy) throws {
        var workflow = try WorkflowDefinition.diamond(onFailure: onFailure)
        // What parks is a failure, or a node that is gone.
        if onFailure == .compensate { workflow.steps[1].node = try Template("node09") }
        var driver = try MachineDriver(workflow)
        driver.run([.ok("action a"), .ok("action c")])
        if onFailure == .park { driver.run([.no("action b")]) }
        driver.run([.ok("action c")])
        #expect(driver.machine.status == .parked)
        driver.cancel()
        driver.run([.ok("compensation c"), .ok("compensation a")])
        #expect(driver.machine.status == .compensated)
    }

    @Test func itIsNotUndoneTwiceNorAfterThePivot() throws {
        var driver = try MachineDriver(line())
        driver.run([.ok("action a"), .ok("action b")])
        #expect(!driver.machine.canBeCancelled)
        let count = driver.entries.count
        driver.cancel()
        #expect(driver.entries.count == count)
        driver.run([.ok("action c")])
        #expect(driver.machine.status == .completed)
        driver.cancel()
        driver.handle(.recovered)
        #expect(driver.machine.status == .completed)
    }

    @Test func aCancellationThatThePivotOvertookParksAndTheOperatorDecides() throws {
        var driver = try MachineDriver(line())
        driver.run([.ok("action a")])
        driver.begin("b")
        driver.cancel()
        driver.end("b", .ok())
        #expect(driver.machine.status == .parked)
        #expect(driver.machine.reason.contains("only go forward"))
        driver.retry()
        driver.run([.ok("action c")])
        #expect(driver.machine.status == .completed)
    }

    @Test(arguments: [true, false])
    func aPivotInDoubtIsAskedFirstWhenNothingCanArriveAnyMore(isThere: Bool) throws {
        var workflow = try WorkflowDefinition.create()
        workflow.steps[0].recovery = .pivot
        workflow.steps[0].compensation = nil
        var driver = try MachineDriver(workflow)
        driver.begin("create@node01")
        driver.cancel()
        driver.end("create@node01", .unknown())
        #expect(driver.needs.calls.isEmpty && driver.needs.timer?.reason == .lateRequests)
        driver.run([.probe("node01", found: isThere)])
        #expect(driver.machine.status == (isThere ? .parked : .compensated))
        #expect(driver.waitedForLate > 0)
        driver.crash()
        #expect(driver.machine.status == (isThere ? .parked : .compensated))
    }

    @Test func aRefusedPivotUnderWayTurnsItWithTheCancellation() throws {
        var driver = try MachineDriver(line())
        driver.run([.ok("action a")])
        driver.begin("b")
        driver.cancel()
        driver.end("b", .no())
        driver.run([.ok("compensation a")])
        #expect(driver.machine.status == .compensated)
    }

    @Test func beyondThePivotAFailureEndsNoPauses() throws {
        var driver = try MachineDriver(
            .steps([
                .program("p", .pivot),
                .wait("nap", needs: ["p"], recovery: .retriable, .sleep(10_000)),
                .program("c", needs: ["p"], .retriable),
            ]))
        driver.run([.ok("action p"), .no("action c")])
        #expect(driver.machine.status == .parked)
        #expect(driver.state("nap").inFlight != nil)
        driver.retry()
        driver.run([.ok("action c")])
        #expect(driver.machine.status == .completed)
    }
}
