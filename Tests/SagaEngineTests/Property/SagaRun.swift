import Journal
import SagaTesting
import Steps

@testable import SagaEngine

/// One saga of a random workflow, driven at random: first by whatever can go wrong, then by good
/// replies until it ends.
struct SagaRun {
    private(set) var machine: SagaMachine
    private(set) var entries: [Entry]
    private(set) var nodes = ModelNodes()
    /// The step of each instance of the plan.
    let steps: [StepDefinition]
    /// What was seen to be wrong on the way.
    private(set) var problems: [String] = []

    var generator: SeededGenerator
    private var move = Move.none
    private(set) var now = Timestamp(rawValue: 1_000_000)
    /// How many entries somebody outside knows of: a crash cannot lose them.
    private var durable = 1
    private var isGood = false
    let cluster: ClusterDefinition
    private let definition: PinnedDefinition

    init(seed: UInt64) throws {
        generator = SeededGenerator(seed: seed)
        var maker = RandomWorkflow(generator: SeededGenerator(seed: seed &* 7 &+ 1))
        let names = ["node01", "node02", "node03"]
        cluster = ClusterDefinition(
            nodes: Dictionary(
                uniqueKeysWithValues: names.map { ($0, NodeDefinition(endpoints: [])) }))
        definition = PinnedDefinition(
            workflow: try maker.workflow(), hash: ContentHash(of: []))
        let acceptance = Acceptance(
            workflow: "random", definition: definition.hash, job: "job", key: "key",
            inputs: RandomWorkflow.inputs, nodes: names)
        let first = Entry(
            saga: SagaID(microseconds: 1, random: 1), sequence: 1, time: now,
            fact: .sagaAccepted(acceptance))
        entries = [first]
        machine = SagaMachine(accepted: first, definition: definition)
        steps = machine.plan.instances.indices.map(machine.step)
        handle(.timerFired)
    }

    /// Runs the saga to its end.
    mutating func run() {
        let bad = generator.number(0...120)
        for step in 0..<(bad + 1_000) {
            isGood = step >= bad
            if generator.chance(isGood ? 1 : 6) { crash() }
            if generator.chance(30) { pass(to: now + generator.span(0...400)) }
            if move == .none { break }
            act()
        }
        if !machine.status.isTerminal { problems.append("P13: it does not end: \(move)") }
        compareWithReplay()
        pass(to: now + .seconds(3_600))
    }

    private mutating func act() {
        switch move {
        case .none: break
        case .acquireLocks: generator.chance(10) ? cancel() : handle(.locksAcquired)
        case .awaitOperator where !isGood && generator.chance(50): operate()
        case .awaitOperator: !isGood && generator.chance(30) ? cancel() : retry()
        case .work(let needs): act(on: needs)
        }
    }

    private mutating func act(on needs: Needs) {
        if !isGood, generator.chance(1) { return cancel() }
        if !isGood, generator.chance(5) { return operate() }
        if machine.pause != nil, isGood || generator.chance(20) { return ask(.unpause) }
        if !isGood, generator.chance(3), let index = steps.indices.randomElement(using: &generator)
        {
            return answer(index)
        }
        var choices: [(inout SagaRun) -> Void] = []
        for index in needs.calls { choices.append { $0.begin(index) } }
        for index in needs.replies { choices.append { $0.reply(index) } }
        for index in needs.children { choices.append { $0.report(index) } }
        for index in needs.signals { choices.append { $0.answer(index) } }
        if let timer = needs.timer, choices.isEmpty || generator.chance(20) {
            choices.append {
                $0.pass(to: max($0.now, timer.due))
                $0.handle(.timerFired)
            }
        }
        if choices.isEmpty, machine.pause != nil { return ask(.unpause) }
        if choices.isEmpty { return problems.append("it works, and needs nothing") }
        generator.pick(choices)(&self)
    }

    private mutating func pass(to moment: Timestamp) {
        now = moment
        nodes.land(until: now, steps)
    }

    mutating func handle(_ event: Event) {
        take(machine.handle(event, at: now, in: cluster, using: &generator))
    }

    /// Somebody outside knows of all that was written: no crash loses it.
    mutating func keepAll() {
        durable = entries.count
    }

    mutating func note(_ problem: String) {
        problems.append(problem)
    }

    /// Somebody undoes a step by hand.
    mutating func undo(_ index: Int) {
        nodes.apply(index, .compensation, steps[index])
    }

    private mutating func take(_ decision: Decision) {
        entries += decision.entries
        move = decision.move
    }

    private mutating func begin(_ index: Int) {
        let (decision, call) = machine.begin(index, at: now, in: cluster)
        take(decision)
        if call != nil { durable = entries.count }
    }

    private mutating func reply(_ index: Int) {
        guard let attempt = machine.steps[index].inFlight else {
            return problems.append("a reply is waited for, and nothing is under way")
        }
        let result =
            isGood
            ? nodes.goodReply(to: index, attempt.kind, steps[index])
            : nodes.anyReply(to: index, attempt.kind, steps[index], at: now, &generator)
        handle(.attemptEnded(attempt, result))
    }

    /// The saga that a step has started ends.
    private mutating func report(_ index: Int) {
        guard let attempt = machine.steps[index].inFlight, machine.child(index) != nil else {
            return problems.append("a child is waited for that nobody started")
        }
        let outcome: Outcome =
            isGood ? .succeeded : generator.pick([.succeeded, .succeeded, .rejected, .unknown])
        if outcome == .succeeded || outcome == .unknown && generator.chance(50) {
            nodes.apply(index, attempt.kind, steps[index])
        }
        // The end of a child is in the journal before its parent is told.
        let result = CallResult(outcome, detail: "child")
        handle(.attemptEnded(attempt, result))
        durable = entries.count
        let before = entries.count
        handle(.attemptEnded(attempt, result))
        if entries.count != before { problems.append("a child that ended twice was heard twice") }
    }

    private mutating func answer(_ index: Int) {
        let instance = machine.instance(index)
        let name = generator.chance(50) ? instance.step : instance.description
        let isYes = isGood || generator.chance(70)
        handle(.signalled(Signal(name: name, accepted: isYes, by: "ann")))
        durable = entries.count
    }

    private mutating func cancel() {
        handle(.cancelled(by: "ann", reason: "not wanted"))
        durable = entries.count
    }

    private mutating func retry() {
        handle(.retried(by: "ann", reason: "mended"))
        durable = entries.count
    }

    /// The engine stops: what nobody knows of may be lost, and what is under way is orphaned.
    private mutating func crash() {
        compareWithReplay()
        entries.removeLast(generator.number(0...entries.count - durable))
        machine = replayed()
        for (index, step) in machine.steps.enumerated() {
            guard let attempt = step.inFlight else { continue }
            if steps[index].call(attempt.kind)?.operation.isWait == true { continue }
            nodes.orphan(index, attempt.kind, steps[index], at: now, &generator)
        }
        // A parked saga is only read.
        handle(machine.status == .parked ? .timerFired : .recovered)
    }

    private func replayed() -> SagaMachine {
        var copy = SagaMachine(accepted: entries[0], definition: definition)
        for entry in entries.dropFirst() { copy.evolve(entry) }
        copy.restartQuietAt = machine.restartQuietAt
        return copy
    }

    /// P10: what is folded from the entries is the live state.
    private mutating func compareWithReplay() {
        let other = replayed()
        let isSame =
            other.status == machine.status && other.steps == machine.steps
            && other.signals == machine.signals && other.sequence == machine.sequence
            && other.pause == machine.pause
            && other.frontier.open == machine.frontier.open
            && other.quietAt == machine.quietAt && other.hasTurned == machine.hasTurned
            && other.move(at: now, in: cluster) == machine.move(at: now, in: cluster)
        if !isSame { problems.append("P10: the fold of the entries is not the live state") }
    }
}
