import Journal
import Steps
import Testing

@testable import SagaEngine

/// Sagas that go on with another version of their workflow.
@Suite struct MigrationTests {
    typealias Change = @Sendable (inout WorkflowDefinition) throws -> Void

    struct Scenario: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var script: [MachineDriver.Answer] = [.ok("action a"), .ok("action b")]
        /// What is under way when the definition changes.
        var flying: String?
        var renamed: [String: String] = [:]
        let change: Change
        /// A part of the reason; `nil`: it can go on.
        var objection: String?
        var missing: [String] = []
    }

    static let scenarios: [Scenario] = [
        Scenario(testDescription: "the same", change: { _ in }),
        Scenario(
            testDescription: "other tries",
            change: { $0.steps[2].action.retry = RetryPolicy(attempts: 7) }),
        Scenario(
            testDescription: "a step after those that have begun",
            change: { $0.steps.append(try .program("e")) }),
        Scenario(
            testDescription: "a step before one that has begun",
            change: {
                $0.steps.insert(try .program("new", needs: []), at: 0)
                $0.steps[1].needs = ["new"]
            }, objection: "a has begun"),
        Scenario(
            testDescription: "a step before one that is done, behind an empty list",
            change: {
                $0.inputs["none"] = InputDefinition(type: .list, default: .list([]))
                $0.steps.insert(try .program("new", needs: []), at: 0)
                $0.steps.insert(
                    try .program("empty", needs: ["new"], forEach: .input("none")), at: 1)
                $0.steps[2].needs = ["empty"]
            }, objection: "a has begun"),
        Scenario(
            testDescription: "a step that has begun is gone",
            change: {
                $0.steps.remove(at: 1)
                $0.steps[2].needs = ["c"]
            }, missing: ["b"]),
        Scenario(
            testDescription: "a step that has not begun is gone",
            change: {
                $0.steps.remove(at: 2)
                $0.steps[2].needs = ["b"]
            }),
        Scenario(
            testDescription: "a step that is done has another name", renamed: ["b": "bee"],
            change: {
                $0.steps[1].id = "bee"
                $0.steps[3].needs = ["bee", "c"]
            }),
        Scenario(
            testDescription: "a step whose outcome is unknown would do something else",
            script: [.ok("action a"), .ok("action b"), .unknown("action c")],
            change: {
                $0.steps[2].action = CallDefinition(.program(name: "other", arguments: []))
            }, objection: "is not known for sure"),
        Scenario(
            testDescription: "a step whose outcome is unknown is tried more often",
            script: [.ok("action a"), .ok("action b"), .unknown("action c")],
            change: { $0.steps[2].action.retry = RetryPolicy(attempts: 20) }),
        Scenario(
            testDescription: "a part of a reply that was not kept is used",
            change: { $0.steps[0].output = ["id": .body(["id"])] }, objection: "was not kept"),
        Scenario(
            testDescription: "a step that is tried has another name", flying: "c",
            renamed: ["c": "sea"],
            change: {
                $0.steps[2].id = "sea"
                $0.steps[3].needs = ["b", "sea"]
            }, objection: "c is being tried"),
        Scenario(
            testDescription: "two steps become one", renamed: ["b": "a"],
            change: {
                $0.steps.remove(at: 1)
                $0.steps[2].needs = ["c"]
            }, objection: "two steps"),
        Scenario(
            testDescription: "a step is repeated for other nodes",
            change: { $0.steps[1].forEach = .nodes }, objection: "b is not in its plan"),
        Scenario(
            testDescription: "another lock",
            change: { $0.locks = [try Template("lock")] }, objection: "locks"),
        Scenario(
            testDescription: "the pivot is behind the saga all of a sudden",
            change: { $0.steps[1].recovery = .pivot }, objection: "pivot"),
        Scenario(
            testDescription: "an input that it does not have",
            change: { $0.inputs["size"] = InputDefinition(type: .integer) },
            objection: "inputs do not fit"),
        Scenario(
            testDescription: "an input with a default",
            change: { $0.inputs["size"] = InputDefinition(type: .integer, default: .integer(3)) }),
        Scenario(
            testDescription: "what is under way becomes a pause", flying: "c",
            change: { $0.steps[2].action.operation = .sleep(5) }, objection: "something else"),
        Scenario(
            testDescription: "what is under way would have to wait", flying: "c",
            change: {
                $0.steps[2].needs = ["a", "d"]; $0.steps[3].needs = ["b"]
            },
            objection: "others to come first"),
        Scenario(
            testDescription: "nothing undoes a step that is to be undone",
            script: [.ok("action a"), .ok("action b"), .no("action c")],
            change: { $0.steps[0].compensation = nil }, objection: "does not say how"),
        Scenario(
            testDescription: "nothing undoes a step that is not to be undone",
            change: { $0.steps[0].compensation = nil }),
        Scenario(
            testDescription: "it has ended",
            script: [.no("action a")], change: { _ in }, objection: "has ended"),
    ]

    @Test(arguments: scenarios)
    func verdict(_ scenario: Scenario) throws {
        var driver = try sample()
        driver.run(scenario.script)
        if let name = scenario.flying { driver.begin(name) }
        var workflow = driver.machine.definition.workflow
        try scenario.change(&workflow)
        let verdict = driver.machine.verdict(
            on: try PinnedDefinition(workflow), renamed: scenario.renamed, in: driver.cluster)
        switch verdict {
        case .compatible:
            #expect(scenario.objection == nil && scenario.missing.isEmpty)
            try driver.migrate(to: workflow, renamed: scenario.renamed)
            #expect(driver.machine.definition.workflow == workflow)
            #expect(driver.replayed().steps == driver.machine.steps)
            #expect(driver.replayed().frontier.open == driver.machine.frontier.open)
        case .needsMapping(let missing): #expect(missing == scenario.missing)
        case .blocked(let reason):
            #expect(reason.contains(scenario.objection ?? "nothing"), "\(reason)")
        }
    }

    private func sample() throws -> MachineDriver {
        var workflow = try WorkflowDefinition.diamond()
        workflow.inputs = ["groupId": InputDefinition(type: .string)]
        return try MachineDriver(workflow)
    }

    @Test func midFlightItGoesOnWithTheNewSteps() throws {
        var driver = try sample()
        driver.run([.ok("action a"), .ok("action b")])
        driver.begin("c")
        var workflow = driver.machine.definition.workflow
        // In front of the others, so that every index changes.
        workflow.steps.insert(try .program("z", needs: ["d"]), at: 0)
        workflow.inputs["size"] = InputDefinition(type: .integer, default: .integer(3))
        workflow.steps[4].action.operation = .program(
            name: "do", arguments: [try Template("${input.size}")])
        try driver.migrate(to: workflow)
        #expect(driver.flying == ["c"])
        driver.end("c", .ok())
        #expect(driver.begin("d")?.arguments == ["3"])
        driver.end("d", .ok())
        driver.run([.ok("action z")])
        #expect(driver.machine.status == .completed)
        #expect(driver.replayed().steps == driver.machine.steps)
    }

    @Test func backwardItUndoesAsTheNewVersionSays() throws {
        var driver = try sample()
        driver.run([.ok("action a"), .ok("action b"), .ok("action c"), .no("action d")])
        driver.run([.ok("compensation b")])
        var workflow = driver.machine.definition.workflow
        workflow.steps[1].id = "bee"
        workflow.steps[3].needs = ["bee", "c"]
        workflow.steps[2].compensation?.operation = .program(
            name: "other", arguments: [try Template("x")])
        try driver.migrate(to: workflow, renamed: ["b": "bee"])
        #expect(driver.ready == ["c"])
        #expect(driver.begin("c")?.arguments == ["x"])
        driver.end("c", .ok())
        driver.run([.ok("compensation a")])
        #expect(driver.machine.status == .compensated)
    }

    @Test func whatHasNotBegunDoesNotTakeThePlaceOfWhatHas() throws {
        var driver = try sample()
        driver.run([.ok("action a"), .ok("action b")])
        var workflow = driver.machine.definition.workflow
        // b takes the name of c, which is gone.
        workflow.steps.remove(at: 2)
        workflow.steps[1].id = "c"
        workflow.steps[2].needs = ["c"]
        try driver.migrate(to: workflow, renamed: ["b": "c"])
        #expect(driver.state("c").phase == .succeeded)
        #expect(driver.ready == ["d"])
    }

    @Test func anAnswerFollowsItsQuestion() throws {
        var driver = try MachineDriver(
            .steps([.program("a"), .wait("ask", .signal(.asking("well?")))]))
        driver.signal("ask")
        var workflow = driver.machine.definition.workflow
        workflow.steps[1].id = "approve"
        try driver.migrate(to: workflow, renamed: ["ask": "approve"])
        driver.run([.ok("action a")])
        #expect(driver.machine.status == .completed)
    }

    @Test func whatIsToBeConfirmedNeedsAProbe() throws {
        var driver = try MachineDriver(.create(), nodes: ["node01"])
        driver.run([
            .unknown("action create@node01"), .unknown("probe create@node01"),
            .unknown("probe create@node01"),
        ])
        driver.begin("create@node01")
        driver.end("create@node01", .ok())
        #expect(driver.state("create@node01").phase == .confirming)
        var workflow = driver.machine.definition.workflow
        workflow.steps[0].probe = nil
        let verdict = driver.machine.verdict(
            on: try PinnedDefinition(workflow), renamed: [:],
            in: driver.cluster)
        guard case .blocked(let reason) = verdict else {
            Issue.record("\(verdict)")
            return
        }
        #expect(reason.contains("no probe"))
    }
}
