import Journal
import Steps
import Testing

@testable import SagaEngine

/// In which order steps are done and undone.
@Suite struct GraphTests {
    @Test func aDiamondIsDoneAndUndoneInOrderOfItsNeeds() throws {
        var driver = try MachineDriver(.diamond())
        #expect(driver.ready == ["a"])
        driver.run([.ok("action a")])
        #expect(driver.ready == ["b", "c"])
        driver.begin("c")
        driver.begin("b")
        #expect(driver.flying == ["b", "c"])
        driver.end("b", .ok())
        #expect(driver.ready == [])
        driver.end("c", .ok())
        #expect(driver.ready == ["d"])
        driver.cancel()
        #expect(driver.ready == ["b", "c"])
        driver.begin("c")
        driver.end("c", .ok())
        #expect(driver.ready == ["b"])
        driver.run([.ok("compensation b")])
        #expect(driver.ready == ["a"])
        driver.run([.ok("compensation a")])
        #expect(driver.machine.status == .compensated)
    }

    @Test func whatHasToWaitForTheLastOneIsUndoneFirst() throws {
        var driver = try MachineDriver(.diamond())
        driver.run([.ok("action a"), .ok("action b"), .ok("action c"), .unknown("action d")])
        driver.cancel()
        #expect(driver.ready == ["d"])
        driver.run([.ok("compensation d"), .ok("compensation b"), .ok("compensation c")])
        #expect(driver.ready == ["a"])
    }

    @Test func withoutNeedsAllStartAtOnceAndWithoutAWordOneAfterTheOther() throws {
        let free = try MachineDriver(
            .steps([.program("a", needs: []), .program("b", needs: []), .program("c")]))
        #expect(free.ready == ["a", "b"])
        let line = try MachineDriver(.steps([.program("a"), .program("b")]))
        #expect(line.ready == ["a"])
    }

    @Test func onlySoManyNodesAtOnceInOrderAndBackInReverse() throws {
        let nodes = ["n1", "n2", "n3", "n4", "n5"]
        var driver = try MachineDriver(
            .steps([.program("a", forEach: .nodes, parallel: 2)]), nodes: nodes)
        #expect(driver.ready == ["a@n1", "a@n2"])
        driver.begin("a@n1")
        driver.begin("a@n2")
        #expect(driver.ready == [])
        driver.end("a@n2", .ok())
        #expect(driver.ready == ["a@n3"])
        driver.run([.ok("action a@n3"), .ok("action a@n4")])
        driver.end("a@n1", .ok())
        driver.cancel()
        #expect(driver.ready == ["a@n3", "a@n4"])
        driver.run([.ok("compensation a@n3")])
        #expect(driver.ready == ["a@n2", "a@n4"])
        driver.run([
            .ok("compensation a@n4"), .ok("compensation a@n2"), .ok("compensation a@n1"),
        ])
        #expect(driver.machine.status == .compensated)
    }

    private static func list(of items: [String]) -> [String: Value] {
        ["items": .list(items.map { .string($0) })]
    }

    @Test func aListGivesEachItemItsPlaceItsValueAndItsNode() throws {
        var step = try StepDefinition.program("a", forEach: .input("items"))
        step.node = try Template("node-${item}")
        step.action.operation = .program(name: "do", arguments: [try Template("${item}")])
        var driver = try MachineDriver(
            .steps([step], inputs: ["items": InputDefinition(type: .list)]),
            nodes: ["node-x", "node-y"], inputs: Self.list(of: ["x", "y", "x"]))
        var arguments: [[String]?] = []
        for name in ["a#1@node-x", "a#2@node-y", "a#3@node-x"] {
            #expect(driver.ready == [name])
            arguments.append(driver.begin(name)?.arguments)
            driver.end(name, .ok())
        }
        #expect(arguments == [["x"], ["y"], ["x"]])
        #expect(driver.machine.status == .completed)
    }

    @Test func anEmptyListIsDoneAtOnceAndStopsNobody() throws {
        let workflow = WorkflowDefinition.steps(
            [
                try .program("a"), try .program("b", forEach: .input("items")),
                try .program("c"),
            ], inputs: ["items": InputDefinition(type: .list)])
        var driver = try MachineDriver(workflow, inputs: Self.list(of: []))
        driver.run([.ok("action a"), .ok("action c")])
        #expect(driver.machine.status == .completed)
        driver = try MachineDriver(workflow, inputs: Self.list(of: []))
        driver.run([.ok("action a"), .no("action c"), .ok("compensation a")])
        #expect(driver.machine.status == .compensated)
    }

    @Test func aSagaOfEmptyListsAloneEndsAsItStarts() throws {
        let driver = try MachineDriver(
            .steps(
                [.program("a", forEach: .input("items")), .program("b", forEach: .input("items"))],
                inputs: ["items": InputDefinition(type: .list)]), inputs: Self.list(of: []))
        #expect(driver.machine.status == .completed)
    }

    @Test func whatIsSkippedCountsAsDoneAndIsNotUndone() throws {
        var workflow = try WorkflowDefinition.diamond()
        workflow.steps[1].when = try Condition("input.groupId == '6'")
        var driver = try MachineDriver(workflow)
        driver.run([
            .ok("action a"), .ok("action c"), .no("action d"), .ok("compensation c"),
            .ok("compensation a"),
        ])
        #expect(driver.machine.status == .compensated)
        #expect(driver.state("b").phase == .skipped)
    }

    @Test func aBranchThatNeedsAnOperatorDoesNotStopTheOthers() throws {
        var workflow = try WorkflowDefinition.diamond()
        workflow.steps[1].node = try Template("node09")
        var driver = try MachineDriver(workflow)
        driver.run([.ok("action a"), .ok("action c")])
        #expect(driver.machine.status == .parked)
        #expect(driver.machine.reason.contains("node09"))
        #expect(driver.state("c").phase == .succeeded)
        driver.cluster.nodes["node09"] = NodeDefinition(endpoints: [])
        driver.retry()
        driver.run([.ok("action b@node09"), .ok("action d")])
        #expect(driver.machine.status == .completed)
    }

    @Test func backwardToo() throws {
        var driver = try MachineDriver(.diamond())
        driver.run([.ok("action a"), .ok("action b"), .ok("action c"), .no("action d")])
        driver.run([.no("compensation b")])
        #expect(driver.ready == ["c"])
        driver.run([.ok("compensation c")])
        #expect(driver.machine.status == .parked)
        driver.retry()
        driver.run([.ok("compensation b"), .ok("compensation a")])
        #expect(driver.machine.status == .compensated)
    }

    @Test func aParkedParallelSagaIsRetriedWhereItFailedAlone() throws {
        var driver = try MachineDriver(
            .steps([.program("a", forEach: .nodes, parallel: 3)], onFailure: .park))
        for name in ["a@node01", "a@node02", "a@node03"] { driver.begin(name) }
        driver.end("a@node02", .no())
        #expect(driver.flying == ["a@node01", "a@node03"])
        driver.end("a@node01", .ok())
        driver.end("a@node03", .no())
        #expect(driver.machine.status == .parked)
        driver.retry()
        #expect(driver.ready == ["a@node02", "a@node03"])
        driver.run([.ok("action a@node02"), .ok("action a@node03")])
        #expect(driver.machine.status == .completed)
    }
}
