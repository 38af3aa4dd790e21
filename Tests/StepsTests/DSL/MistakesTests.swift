import Steps
import Testing

/// What is wrong with a workflow in Swift is said with its step and place.
@Suite struct MistakesTests {
    struct Mistake: CustomTestStringConvertible {
        let problem: String
        let make: @Sendable () throws -> WorkflowDefinition

        init(_ problem: String, _ make: @escaping @Sendable () throws -> WorkflowDefinition) {
            self.problem = problem
            self.make = make
        }

        var testDescription: String { problem }
    }

    static let mistakes = ofSteps + ofCalls + ofChildren

    @Test(arguments: mistakes)
    func isRefused(mistake: Mistake) throws {
        let error = try #require(throws: DefinitionError.self) { try mistake.make() }
        let problem = try #require(error.problems.first)
        #expect(problem.description == mistake.problem)
        #expect(problem.file == nil && problem.line == nil && problem.column == nil)
    }

    @Test func allProblemsAreSaidAtOnce() throws {
        let error = try #require(throws: DefinitionError.self) {
            try WorkflowDefinition("X") {
                Lock("${input.nothing}")
                Step("a") { Action { .sleep(.zero) } }
            }
        }
        #expect(error.problems.map(\.place) == ["steps.a.action.sleep"])
        let other = try #require(throws: DefinitionError.self) {
            try WorkflowDefinition("X") {
                Lock("${input.nothing}")
                Step("A") { Action { .sleep(.seconds(1)) } }
            }
        }
        #expect(other.problems.map(\.place) == ["workflow", "locks[0]", "steps.A.id"])
    }

    static func pause(_ id: String) -> Step {
        Step(id) { Action { .sleep(.seconds(1)) } }
    }

    static let ofSteps = [
        Mistake("steps: a workflow has at least one step") { try WorkflowDefinition("x") {} },
        Mistake("steps.a: 'action' is missing") { try WorkflowDefinition("x") { Step("a") {} } },
        Mistake("steps.a.action: is given more than once") {
            try WorkflowDefinition("x") {
                Step("a") {
                    Action { .sleep(.seconds(1)) }
                    Action { .sleep(.seconds(2)) }
                }
            }
        },
        Mistake("inputs.id: is given more than once") {
            try WorkflowDefinition("x") {
                Input("id", .string)
                Input("id", .integer)
                pause("a")
            }
        },
        Mistake("steps.a.id: the id 'a' is given more than once") {
            try WorkflowDefinition("x") {
                pause("a")
                pause("a")
            }
        },
        Mistake("steps.last.needs[0]: 'frist' names no step; did you mean 'first'?") {
            try WorkflowDefinition("x") {
                pause("first")
                Step("last", needs: ["frist"]) { Action { .sleep(.seconds(1)) } }
            }
        },
        Mistake(
            "steps.a: 'compensation' is missing; write 'compensation: { none: REASON }' if there "
                + "is nothing to undo"
        ) {
            try WorkflowDefinition("x") { Step("a") { Action { .use("pay") } } }
        },
        Mistake(
            "steps.a.parallel: 'parallel' is for the repeats of a step, and there is no 'forEach'"
        ) {
            try WorkflowDefinition("x") {
                Step("a", parallel: 2) { Action { .sleep(.seconds(1)) } }
            }
        },
    ]
}
