/// Checks one step of a workflow.
struct StepRules {
    let step: StepDefinition
    let place: Place
    /// What is known before the step, apart from its own `before`.
    let references: ReferenceRules

    var findings: [Finding] {
        var findings: [Finding] = []
        if !NameRules.isID(step.id) {
            findings.append(
                Finding(
                    place["id"],
                    "\(PrintableText.quoted(step.id)) is no id: a small letter, then up to 63 "
                        + "small letters, digits and '-'"))
        }
        if case .node(let name) = step.target, !NameRules.isNode(name) {
            findings.append(
                Finding(place["node"], "\(PrintableText.quoted(name)) is no name of a node"))
        }
        if let when = step.when {
            findings += references.findings(in: when, at: place["when"])
        }
        if step.recovery != .compensatable, step.compensation != nil {
            let message = "a step of class '\(step.recovery.rawValue)' is never undone"
            findings.append(Finding(place["compensation"], message))
        }
        findings += before
        let rules = RequestRules(references: answered)
        findings += rules.findings(in: step.action, at: place["action"])
        if let probe = step.probe {
            let place = place["probe"]
            var judging = answered
            judging.hasReply = true
            findings += rules.findings(in: probe.request, at: place)
            findings += judging.findings(in: probe.applied, at: place["applied"])
        }
        if let compensation = step.compensation {
            // What the action answered is known by now, if it did.
            var undoing = answered
            undoing.earlier.insert(step.id)
            findings += RequestRules(references: undoing)
                .findings(in: compensation, at: place["compensation"])
        }
        return findings
    }

    /// What is known once `before` was answered, or was not needed.
    private var answered: ReferenceRules {
        var references = references
        switch step.before {
        case nil: references.before = .missing
        case let before? where before.when != nil: references.before = .conditional
        case _?: references.before = .certain
        }
        return references
    }

    private var before: [Finding] {
        guard let before = step.before else { return [] }
        let place = place["before"]
        var references = references
        references.before = .running
        var findings = RequestRules(references: references)
            .findings(in: before.request, at: place)
        if let when = before.when {
            findings += references.findings(in: when, at: place["when"])
        }
        for code in before.done where !before.request.statuses.succeeded.contains(code) {
            findings.append(
                Finding(place["done"], "status \(code) must be among the succeeded ones"))
        }
        return findings
    }
}
