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

    let inputs: Set<String>
    /// The steps that have run.
    var earlier: Set<String> = []
    /// The steps that have not, this one included.
    var others: Set<String> = []
    var before = Before.missing
    var hasReply = false
    /// Whether a step and a node are known, which they are not where locks are taken.
    var isInStep = true

    func findings(
        in template: Template, at place: Place, optional allowed: Bool
    ) -> [Finding] {
        template.segments.compactMap { segment in
            guard case .reference(let reference, let optional) = segment else { return nil }
            if let finding = finding(for: reference, at: place) { return finding }
            if optional, !allowed {
                return Finding(
                    place, "'${\(reference)?}' is optional, which only headers and json can be")
            }
            if case .before = reference, before == .conditional, !optional {
                let advice =
                    allowed
                    ? "write '${\(reference)?}' to leave it out then" : "it cannot be used here"
                return Finding(
                    place, "'before' can be skipped, for it has a 'when'; \(advice)")
            }
            return nil
        }
    }

    /// An absent value equals `null` in a condition, so nothing has to be optional there.
    func findings(in condition: Condition, at place: Place) -> [Finding] {
        condition.references.compactMap { finding(for: $0, at: place) }
    }

    private func finding(for reference: Reference, at place: Place) -> Finding? {
        let name = PrintableText.quoted(reference.description)
        switch reference {
        case .input(let input) where !inputs.contains(input):
            return Finding(
                place, "\(name) is not among the inputs",
                suggestion: Suggestion.nearest(to: input, among: inputs).map { "input.\($0)" })
        case .input, .sagaID, .sagaTimestamp: return nil
        case _ where !isInStep:
            return Finding(place, "\(name) is not known here; only inputs and the saga are")
        case .nodeName, .nodeTimestamps: return nil
        case .before:
            switch before {
            case .missing: return Finding(place, "\(name) has no meaning: the step has no 'before'")
            case .running: return Finding(place, "\(name) is not known in 'before' itself")
            case .conditional, .certain: return nil
            }
        case .reply:
            return hasReply ? nil : Finding(place, "\(name) is only known in 'applied'")
        case .stepReply(let step, _):
            if earlier.contains(step) { return nil }
            if others.contains(step) {
                return Finding(place, "\(name) is not known yet; only earlier steps' replies are")
            }
            return Finding(
                place, "\(name) names no step",
                suggestion: Suggestion.nearest(to: step, among: earlier))
        }
    }
}
