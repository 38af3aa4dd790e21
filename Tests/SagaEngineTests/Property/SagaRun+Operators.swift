import Journal
import SagaTesting
import Steps

@testable import SagaEngine

/// Operators who do whatever they are allowed to, and know what they say.
extension SagaRun {
    /// Asks for something at random.
    mutating func operate() {
        guard let index = steps.indices.randomElement(using: &generator) else { return }
        let name = "\(machine.instance(index))"
        let input = RandomWorkflow.inputs.keys.sorted().randomElement(using: &generator) ?? ""
        let verbs: [OperatorVerb] = [
            .retry, .skip(step: name), .unskip(step: name), .skip(step: name),
            .unskip(step: name), .edit(step: name, inputs: [input: .string("edited")]),
            .compensate, .forward(step: name), .forward(step: nil), .pause, .unpause, .cancel,
            generator.chance(10) ? .abandon : .retry,
        ]
        if generator.chance(30) { return settle(index) }
        ask(generator.pick(verbs))
    }

    /// Says what is true of a step; on the way back, undoes it by hand before.
    private mutating func settle(_ index: Int) {
        // Of what is on its way nobody can know.
        guard !nodes.isAwaited(index) else { return }
        let verb = OperatorVerb.settle(
            step: "\(machine.instance(index))",
            succeeded: machine.hasTurned || nodes.inEffect.contains(index))
        guard case .applies = machine.ruling(on: verb, at: now, in: cluster) else { return }
        if machine.hasTurned { undo(index) }
        ask(verb)
    }

    /// Asks for one thing, and looks whether it is what was promised.
    mutating func ask(_ verb: OperatorVerb) {
        let ruling = machine.ruling(on: verb, by: "ann", reason: "so", at: now, in: cluster)
        let before = entries.count
        handle(.asked(verb, by: "ann", reason: "so"))
        guard case .applies(let facts) = ruling else { return }
        let written = entries.dropFirst(before).prefix(facts.count).map(\.fact)
        if Array(written) != facts { note("\(verb.word) was allowed, and is not written down") }
        keepAll()
        let isRepeatable =
            switch verb {
            case .retry, .forward, .compensate: true
            default: false
            }
        let again = machine.ruling(on: verb, by: "ann", reason: "so", at: now, in: cluster)
        if case .applies = again, !isRepeatable { note("\(verb.word) applies twice") }
    }
}
