/// What the templates and conditions at one point of a workflow can refer to.
struct ReferenceRules {
    /// Whether an answer to the step's `before` is there.
    enum Before {
        /// The step has none.
        case missing
        /// It is not answered yet.
        case running
        /// It is there, unless `when` says that it is not needed.
        case conditional
        /// It is there.
        case certain
    }

    /// The steps of the workflow, and which comes before which.
    struct Steps {
        let indexes: [String: Int]
        let outputs: [Set<String>]
        let graph: StepGraph

        init(_ steps: [StepDefinition], _ graph: StepGraph) {
            indexes = Dictionary(
                steps.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
            outputs = steps.map { Set($0.output.keys) }
            self.graph = graph
        }
    }

    /// What a template is for.
    enum Purpose {
        /// A text that must be there.
        case text
        /// The same for people, who can read lists.
        case words
        /// A part that is left out where its one reference has no value: a header.
        case optional
        /// The same in JSON, where lists can stand too.
        case json
    }

    let inputs: [String: InputDefinition]
    var steps: Steps?
    /// The step, unless locks are looked at.
    var step: Int?
    var before = Before.missing
    var hasReply = false
    var hasItem = false
    var hasNode = false
    /// Whether the step's own answer is known, as it is when it is undone.
    var isUndoing = false
    /// Whether only what the saga was submitted with is known, as before it starts.
    var isBeforeStart = false

    init(inputs: [String: InputDefinition]) {
        self.inputs = inputs
    }

    func findings(
        in template: Template, at place: Place, for purpose: Purpose = .text
    ) -> [Finding] {
        template.segments.compactMap { segment in
            guard case .reference(let reference, let optional) = segment else { return nil }
            if let finding = finding(for: reference, at: place) { return finding }
            if optional, purpose == .text || purpose == .words {
                return Finding(
                    place, "'${\(reference)?}' is optional, which only headers and json can be")
            }
            if let list = listFinding(reference, template, at: place, for: purpose) { return list }
            if case .before = reference, before == .conditional, !optional {
                let advice =
                    purpose == .text
                    ? "it cannot be used here" : "write '${\(reference)?}' to leave it out then"
                return Finding(
                    place, "'before' can be skipped, for it has a 'when'; \(advice)")
            }
            return nil
        }
    }

    private func listFinding(
        _ reference: Reference, _ template: Template, at place: Place, for purpose: Purpose
    ) -> Finding? {
        guard case .input(let name) = reference, inputs[name]?.type == .list,
            purpose != .words, !(purpose == .json && template.segments.count == 1)
        else { return nil }
        return Finding(
            place,
            "'input.\(name)' is a list; use it in 'forEach', with 'in', or alone in json")
    }

    /// An absent value equals `null` in a condition, so nothing has to be optional there.
    func findings(in condition: Condition, at place: Place) -> [Finding] {
        condition.references.compactMap { finding(for: $0, at: place) }
            + lists(in: condition.expression).compactMap { list in
                if case .reference(.input(let name)) = list {
                    guard let type = inputs[name]?.type, type != .list else { return nil }
                }
                return Finding(place, "'in' wants an input of type list on its right")
            }
    }

    /// What `in` is asked of; nothing but inputs are lists.
    private func lists(in expression: Condition.Expression) -> [Condition.Expression] {
        switch expression {
        case .literal, .reference: []
        case .contained(let value, let list): lists(in: value) + [list]
        case .not(let operand): lists(in: operand)
        case .equal(let left, let right), .less(let left, let right),
            .atMost(let left, let right), .and(let left, let right), .or(let left, let right):
            lists(in: left) + lists(in: right)
        }
    }

    private func finding(for reference: Reference, at place: Place) -> Finding? {
        let name = PrintableText.quoted(reference.description)
        switch reference {
        case .input(let input) where inputs[input] == nil:
            return Finding(
                place, "\(name) is not among the inputs",
                suggestion: Suggestion.nearest(to: input, among: inputs.keys).map { "input.\($0)" }
            )
        case .input: return nil
        case .item:
            return hasItem
                ? nil : Finding(place, "\(name) is only known in a step with 'forEach: input.…'")
        case .sagaID, .sagaTimestamp:
            return isBeforeStart
                ? Finding(place, "\(name) is not known yet; only inputs are") : nil
        case _ where step == nil:
            return Finding(place, "\(name) is not known here; only inputs and the saga are")
        case .nodeName where hasNode: return nil
        case _ where isBeforeStart:
            return Finding(place, "\(name) is not known yet; only inputs and 'item' are")
        case .nodeName, .nodeTimestamps:
            return hasNode
                ? nil : Finding(place, "\(name) is not known: the step runs on no node")
        case .before:
            switch before {
            case .missing: return Finding(place, "\(name) has no meaning: the step has no 'before'")
            case .running: return Finding(place, "\(name) is not known in 'before' itself")
            case .conditional, .certain: return nil
            }
        case .reply:
            return hasReply
                ? nil : Finding(place, "\(name) is only known in 'applied' and 'expect'")
        case .stepReply(let step, _): return finding(of: step, name, at: place)
        case .stepOutput(let step, let output):
            return finding(of: step, name, output: output, at: place)
        }
    }

    private func finding(
        of other: String, _ name: String, output: String? = nil, at place: Place
    ) -> Finding? {
        guard let steps, let step else { return nil }
        guard let index = steps.indexes[other] else {
            return Finding(
                place, "\(name) names no step",
                suggestion: Suggestion.nearest(to: other, among: steps.indexes.keys))
        }
        guard steps.graph.isBefore(index, step) || (isUndoing && index == step) else {
            return Finding(
                place,
                "\(name) is not known yet; only the replies of steps that this one needs are")
        }
        if let output, !steps.outputs[index].contains(output) {
            return Finding(
                place, "step '\(other)' has no output \(PrintableText.quoted(output))",
                suggestion: Suggestion.nearest(to: output, among: steps.outputs[index]))
        }
        return nil
    }
}
