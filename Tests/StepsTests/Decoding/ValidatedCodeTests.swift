import Testing

@testable import Steps

/// What no file can say, but code can, is refused as well.
struct ValidatedCodeTests {
    private static let sleep = CallDefinition(.sleep(.seconds(1)))

    private static func problems(_ steps: [StepDefinition]) -> [String] {
        do throws(DefinitionError) {
            try WorkflowValidator.validate(WorkflowDefinition(name: "w", steps: steps))
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    private static func problems(_ change: (inout StepDefinition) -> Void) -> [String] {
        var step = StepDefinition(id: "a", action: sleep)
        change(&step)
        return problems([step])
    }

    @Test func aStepInCodeIsAccepted() {
        #expect(Self.problems { _ in } == [])
    }

    /// The graph would take memory squared.
    @Test func thereAreNotTooManySteps() {
        let steps = (0...10_000).map { StepDefinition(id: "s\($0)", action: Self.sleep) }
        #expect(Self.problems(steps) == ["steps: a workflow has at most 10000 steps, not 10001"])
    }

    @Test func methodsAreKnown() throws {
        let path = try Template("/")
        #expect(
            Self.problems {
                $0.node = try? Template("n")
                $0.action = CallDefinition(method: "POSTT", path: path)
                $0.irreversible = "a test"
            } == [
                "steps.a.action: 'POSTT' is no known method; did you mean 'POST'?"
            ])
    }

    @Test(arguments: [
        (Milliseconds(rawValue: 0), "0ms"), (-1, "-1ms"), (Milliseconds(rawValue: .max), ""),
    ])
    func timesAreWithinBounds(time: Milliseconds, text: String) {
        let problems = Self.problems { $0.action = CallDefinition(.sleep(time)) }
        #expect(problems.count == 1)
        #expect(problems.first?.contains("at most 366d, not \(text)") == true)
    }

    @Test func onlyActionsWait() throws {
        let applied = try Condition("reply.status == 1")
        #expect(
            Self.problems {
                $0.action = CallDefinition(.program(name: "p", arguments: []))
                $0.before = BeforeDefinition(call: Self.sleep)
                $0.probe = ProbeDefinition(call: Self.sleep, applied: applied)
                $0.compensation = Self.sleep
            } == [
                "steps.a.before.sleep: 'sleep' cannot stand here; only an action can wait",
                "steps.a.probe.sleep: 'sleep' cannot stand here; only an action can wait",
                "steps.a.compensation.sleep: 'sleep' cannot stand here; only an action can wait",
            ])
    }

    @Test func theRestIsHeldToTheRulesOfFiles() {
        #expect(
            Self.problems { $0.parallel = 0 }
                == ["steps.a.parallel: expected 1 to 1000, not 0"])
        #expect(
            Self.problems {
                $0.forEach = .nodes
                $0.node = try? Template("n")
            } == ["steps.a.node: 'forEach: nodes' says already where the step runs"])
        #expect(
            Self.problems {
                $0.recovery = .pivot
                $0.irreversible = "a test"
            } == ["steps.a.compensation: a step of class 'pivot' is never undone"])
    }
}
