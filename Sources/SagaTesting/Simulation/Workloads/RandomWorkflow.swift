package import Steps

/// Makes valid workflows at random: a graph of steps, a pivot at times, and every kind of step.
package struct RandomWorkflow {
    package var generator: SeededGenerator
    /// How often a call is tried, at most.
    package var mostAttempts = 3

    package static let inputs: [String: Value] = [
        "items": .list([.string("node01"), .string("node02"), .string("node01")]),
        "none": .list([]),
    ]

    /// Starts with a generator.
    package init(generator: SeededGenerator) {
        self.generator = generator
    }

    /// Some workflows to simulate.
    ///
    /// - Parameter mostAttempts: many tries bear more faults, few bring sagas to their turn.
    static func subjects(seed: UInt64, mostAttempts: Int) throws -> [SimulatedSubject] {
        var maker = RandomWorkflow(generator: SeededGenerator(seed: seed))
        maker.mostAttempts = mostAttempts
        let random = try (1...7).map { number in
            var workflow = try maker.workflow()
            workflow.name = "random\(number)"
            return SimulatedSubject(workflow) { _ in inputs }
        }
        return random + [try FamilyWorkflow.subject()]
    }

    /// The next workflow.
    package mutating func workflow() throws -> WorkflowDefinition {
        let count = generator.number(1...8)
        let pivot = generator.chance(40) ? generator.number(0...count - 1) : count
        var steps: [StepDefinition] = []
        for number in 0..<count { steps.append(try step(number, pivot: pivot)) }
        return WorkflowDefinition(
            name: "random",
            inputs: [
                "items": InputDefinition(type: .list), "none": InputDefinition(type: .list),
            ],
            locks: generator.chance(50) ? [try Template("lock")] : [],
            deadline: generator.chance(15) ? generator.span(500...20_000) : nil,
            onFailure: generator.chance(70) ? .compensate : .park, steps: steps)
    }

    private mutating func step(_ number: Int, pivot: Int) throws -> StepDefinition {
        let recovery: StepDefinition.Recovery =
            number < pivot ? .compensatable : number == pivot ? .pivot : .retriable
        let (action, probe) = try action()
        var step = StepDefinition(
            id: "s\(number)", needs: needs(of: number, pivot: pivot), recovery: recovery,
            action: action, probe: probe)
        if recovery == .compensatable, action.operation.hasEffect {
            step.compensation = generator.chance(90) ? try compensation() : nil
            if step.compensation == nil { step.irreversible = "nothing to undo" }
        }
        try place(&step)
        if generator.chance(10) { step.when = try Condition("node.name != 'node02'") }
        step.onFailure = onFailure(recovery)
        if case .http = action.operation, generator.chance(20) { step.before = try before() }
        return step
    }

    private mutating func needs(of number: Int, pivot: Int) -> [String]? {
        if generator.chance(30), number != pivot { return nil }
        // The pivot needs all that comes before it; and all that comes after needs the pivot.
        if number == pivot { return (0..<number).map { "s\($0)" } }
        let first = number > pivot ? pivot : 0
        var needs = (first..<number).filter { _ in generator.chance(35) }
        if needs.isEmpty, number > pivot { needs = [pivot] }
        return needs.map { "s\($0)" }
    }

    private mutating func place(_ step: inout StepDefinition) throws {
        switch generator.number(0...9) {
        case 0...3:
            step.forEach = .nodes
            step.parallel = generator.number(1...3)
        case 4...5:
            step.forEach = .input(generator.chance(85) ? "items" : "none")
            step.node = try Template("${item}")
            step.parallel = generator.number(1...3)
        default: step.node = try Template("node01")
        }
    }

    private mutating func onFailure(_ recovery: StepDefinition.Recovery) -> FailurePolicy? {
        switch recovery {
        case .compensatable:
            generator.pick([nil, nil, nil, .compensate, .park, .continue])
        case .pivot: generator.pick([nil, nil, .compensate, .park])
        case .retriable: generator.pick([nil, nil, .park, .continue])
        }
    }

    private mutating func action() throws -> (CallDefinition, ProbeDefinition?) {
        switch generator.number(0...19) {
        case 0...12:
            var call = CallDefinition(
                method: "POST", path: try Template("/do"), timeout: 1_000, retry: retry())
            if generator.chance(15) { call.expect = try Condition("reply.status == 200") }
            let probe = try generator.chance(50) ? self.probe() : nil
            return (call, probe)
        case 13:
            var call = CallDefinition(method: "GET", path: try Template("/is"), retry: retry())
            call.expect = try Condition("reply.status == 200")
            return (call, nil)
        case 14:
            let program = Operation.program(name: "do", arguments: [])
            return (CallDefinition(program, timeout: 1_000, retry: retry()), nil)
        case 15...16: return (CallDefinition(.sleep(generator.span(1...3_000))), nil)
        case 17:
            let question = SignalDefinition(
                question: try Template("go on?"),
                limit: generator.chance(40) ? generator.span(1...5_000) : nil,
                default: generator.chance(50))
            return (CallDefinition(.signal(question), retry: retry()), nil)
        default: return (CallDefinition(.saga(child), retry: retry()), nil)
        }
    }

    private var child: ChildDefinition {
        ChildDefinition(
            name: "child",
            definition: WorkflowDefinition(
                name: "child",
                steps: [
                    StepDefinition(
                        id: "only", action: CallDefinition(.program(name: "do", arguments: [])),
                        irreversible: "nothing to undo")
                ]))
    }

    private mutating func probe() throws -> ProbeDefinition {
        ProbeDefinition(
            call: CallDefinition(
                method: "GET", path: try Template("/is"),
                statuses: StatusRules(succeeded: [200, 404]), retry: retry()),
            applied: try Condition("reply.status == 200"))
    }

    private mutating func before() throws -> BeforeDefinition {
        BeforeDefinition(
            call: CallDefinition(
                method: "GET", path: try Template("/is"),
                statuses: StatusRules(succeeded: [200, 404]), retry: retry()), done: [404])
    }

    private mutating func compensation() throws -> CallDefinition {
        if generator.chance(10) { return CallDefinition(.saga(child), retry: retry()) }
        return CallDefinition(
            method: "DELETE", path: try Template("/do"), timeout: 1_000, retry: retry())
    }

    private mutating func retry() -> RetryPolicy {
        let causes: [[RetryCause]?] = [
            nil, nil, nil, [.outcome(.unreachable)], [.outcome(.unknown), .outcome(.rejected)],
            [.status(503), .outcome(.unreachable)],
        ]
        return RetryPolicy(attempts: generator.number(1...mostAttempts), on: generator.pick(causes))
    }
}
