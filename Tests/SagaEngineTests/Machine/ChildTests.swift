import Journal
import Steps
import Testing

@testable import SagaEngine

/// Sagas that a saga starts.
@Suite struct ChildTests {
    private func child(
        _ inputs: [String: Template] = [:], locks: [Template] = [],
        steps: [StepDefinition] = []
    ) -> Operation {
        let known = inputs.mapValues { _ in InputDefinition(type: .string) }
        return .saga(
            ChildDefinition(
                name: "child", inputs: inputs,
                definition: WorkflowDefinition(
                    name: "child", inputs: known, locks: locks, steps: steps)))
    }

    private func parent(retry: RetryPolicy = RetryPolicy(attempts: 2)) throws
        -> WorkflowDefinition
    {
        var step = StepDefinition.wait("c", child(["id": try Template("${input.groupId}")]))
        step.action.retry = retry
        step.compensation = CallDefinition(child(), retry: RetryPolicy(attempts: 2))
        return .steps([try .program("a"), step, try .program("b")])
    }

    @Test func itsEndIsTheEndOfTheStep() throws {
        var driver = try MachineDriver(parent())
        driver.run([.ok("action a")])
        #expect(driver.parents == ["c"])
        #expect(driver.needs.isPatient)
        #expect(driver.machine.child(1)?.inputs == ["id": .string("5")])
        #expect(driver.machine.child(1)?.nodes == driver.machine.acceptance.nodes)
        driver.end("c", .ok())
        driver.run([.ok("action b")])
        #expect(driver.machine.status == .completed)
    }

    @Test func oneThatUndidItselfTurnsTheSagaAndNeedsNoUndo() throws {
        var driver = try MachineDriver(parent())
        driver.run([.ok("action a")])
        driver.end("c", .no())
        driver.run([.ok("compensation a")])
        #expect(driver.machine.status == .compensated)
    }

    @Test func oneThatWasAbandonedIsFollowedByAnotherAndUndoneByASaga() throws {
        var driver = try MachineDriver(parent())
        driver.run([.ok("action a")])
        let first = driver.machine.child(1)?.key
        driver.end("c", .unknown())
        driver.pass()
        #expect(driver.parents == ["c"])
        #expect(driver.machine.child(1)?.key != first)
        driver.end("c", .unknown())
        #expect(driver.machine.status == .compensating)
        #expect(driver.machine.child(1)?.key.hasSuffix("c/compensation/1") == true)
        driver.end("c", .ok())
        driver.run([.ok("compensation a")])
        #expect(driver.machine.status == .compensated)
    }

    @Test func anUndoThatUndidItselfParks() throws {
        var driver = try MachineDriver(parent())
        driver.run([.ok("action a")])
        driver.end("c", .ok())
        driver.run([.no("action b")])
        #expect(driver.parents == ["c"])
        driver.end("c", .no())
        #expect(driver.machine.status == .parked)
        driver.retry()
        #expect(driver.machine.child(1)?.key.hasSuffix("c/compensation/2") == true)
    }

    @Test func anEndIsHeardOnceAndACrashLeavesItWhereItIs() throws {
        var driver = try MachineDriver(parent())
        driver.run([.ok("action a")])
        let key = driver.machine.child(1)?.key
        driver.crash()
        #expect(driver.machine.child(1)?.key == key)
        let attempt = try #require(driver.state("c").inFlight)
        driver.end("c", .ok())
        let count = driver.entries.count
        driver.handle(.attemptEnded(attempt, .no()))
        #expect(driver.entries.count == count)
    }

    @Test func aSagaThatGivesUpTellsItsChildrenAndWaitsForThem() throws {
        var driver = try MachineDriver(parent())
        driver.run([.ok("action a")])
        #expect(!driver.needs.isCancelling)
        driver.cancel()
        #expect(driver.parents == ["c"])
        #expect(driver.needs.isCancelling)
        driver.end("c", .no())
        #expect(driver.ready == ["a"])
    }

    @Test func whatCameAfterThePivotIsNotCalledOff() throws {
        var driver = try MachineDriver(
            .steps([
                .program("p", .pivot), .wait("c", needs: ["p"], recovery: .retriable, child()),
                .program("b", needs: ["p"], .retriable),
            ]))
        driver.run([.ok("action p"), .no("action b")])
        #expect(driver.parents == ["c"])
        #expect(!driver.needs.isCancelling)
        driver.end("c", .ok())
        #expect(driver.machine.status == .parked)
    }

    @Test func aReadBeforeAChildIsACallLikeOthers() throws {
        var step = StepDefinition.wait("c", child())
        step.before = BeforeDefinition(call: CallDefinition(.program(name: "look", arguments: [])))
        var driver = try MachineDriver(.steps([step]))
        driver.begin("c")
        driver.cancel()
        #expect(driver.flying == ["c"])
        #expect(driver.parents == [])
    }

    @Test func theParentHoldsTheLocksOfAllBelowIt() throws {
        let grandchild = child(
            ["name": try Template("${node.name}/${input.id}")],
            locks: [try Template("leaf/${input.name}")])
        let middle = child(
            ["id": try Template("${input.groupId}")], locks: [try Template("middle/${input.id}")],
            steps: [.wait("g", grandchild, forEach: .nodes)])
        let workflow = WorkflowDefinition.steps(
            [.wait("c", middle)], locks: [try Template("own/${input.groupId}")])
        let driver = try MachineDriver(workflow, nodes: ["node01", "node02"])
        #expect(
            driver.machine.lockNames == ["leaf/node01/5", "leaf/node02/5", "middle/5", "own/5"])
    }

    @Test func aChildHoldsNoLocksAndEndsWhenNothingCanArriveAnyMore() throws {
        let step = ParentStep(saga: SagaID(microseconds: 1, random: 1), step: 0, kind: .action)
        var driver = try MachineDriver(.create(), nodes: ["node01"], parent: step)
        #expect(driver.machine.lockNames == [])
        driver.run([.unknown("action create@node01"), .probe("node01", found: true)])
        #expect(driver.machine.status == .completed)
        #expect(driver.waitedForLate == 1_000)
    }
}
