/// Checks one step of a workflow.
struct StepRules {
    let step: StepDefinition
    let place: Place
    /// What is known before the step, apart from its own `before`.
    let references: ReferenceRules
    let workflow: WorkflowDefinition

    init(
        step: StepDefinition, place: Place, references: ReferenceRules,
        workflow: WorkflowDefinition
    ) {
        var references = references
        if case .input? = step.forEach { references.hasItem = true }
        references.hasNode = step.forEach == .nodes || step.node != nil
        self.step = step
        self.place = place
        self.references = references
        self.workflow = workflow
    }

    var findings: [Finding] {
        var findings = names + whereItRuns + whatItDoes + whenItFails + before
        if let when = step.when {
            findings += references.findings(in: when, at: place["when"])
            if when.references.isEmpty, !when.holds(in: { _ in nil }) {
                findings.append(
                    Finding(place["when"], "never holds, so the step can never be reached"))
            }
        }
        let rules = CallRules(references: answered, workflow: workflow)
        findings += rules.findings(in: step.action, at: place["action"])
        if let probe = step.probe {
            let place = place["probe"]
            var judging = answered
            judging.hasReply = true
            findings += rules.findings(in: probe.call, at: place)
            findings += judging.findings(in: probe.applied, at: place["applied"])
        }
        if let compensation = step.compensation {
            // What the action answered is known by now, if it did.
            var undoing = answered
            undoing.isUndoing = true
            findings += CallRules(references: undoing, workflow: workflow)
                .findings(in: compensation, at: place["compensation"])
        }
        return findings
    }

    private var names: [Finding] {
        var findings: [Finding] = []
        if !NameRules.isID(step.id) {
            findings.append(
                Finding(
                    place["id"],
                    "\(PrintableText.quoted(step.id)) is no id: a small letter, then up to 63 "
                        + "small letters, digits and '-'"))
        }
        if let pool = step.pool, !NameRules.isID(pool) {
            findings.append(
                Finding(place["pool"], "\(PrintableText.quoted(pool)) is no name of a pool"))
        }
        for name in step.output.keys.sorted() where !NameRules.isInput(name) {
            findings.append(
                Finding(
                    place["output"][name],
                    "\(PrintableText.quoted(name)) is no name: a letter, then up to 63 letters, "
                        + "digits and '_'"))
        }
        return findings
    }

    private var whereItRuns: [Finding] {
        var findings: [Finding] = []
        if case .input(let name)? = step.forEach, workflow.inputs[name]?.type != .list {
            let lists = workflow.inputs.filter { $0.value.type == .list }.keys
            findings.append(
                Finding(
                    place["forEach"], "'input.\(name)' is no input of type list",
                    suggestion: Suggestion.nearest(to: name, among: lists).map { "input.\($0)" }))
        }
        if !(1...1_000).contains(step.parallel) {
            findings.append(
                Finding(place["parallel"], "expected 1 to 1000, not \(step.parallel)"))
        }
        if step.forEach == .nodes, step.node != nil {
            findings.append(
                Finding(place["node"], "'forEach: nodes' says already where the step runs"))
        }
        if let node = step.node {
            var known = references
            known.isBeforeStart = true
            known.hasNode = false
            findings += known.findings(in: node, at: place["node"])
            if node.references.isEmpty, !NameRules.isNode(node.source) {
                findings.append(
                    Finding(
                        place["node"], "\(PrintableText.quoted(node.source)) is no name of a node"))
            }
        }
        let calls = CallKind.allCases.compactMap { step.call($0)?.operation }
        let sendsRequests = calls.contains { if case .http = $0 { true } else { false } }
        if sendsRequests, !references.hasNode {
            findings.append(Finding(place, "'forEach: nodes' or 'node: NAME' is missing"))
        }
        return findings
    }

    /// Only an action can take as long as it likes; an undo can start a saga, which ends.
    private var whatItDoes: [Finding] {
        var findings: [Finding] = []
        for kind in CallKind.allCases where kind != .action {
            guard let operation = step.call(kind)?.operation, operation.isWait else { continue }
            if kind == .compensation, case .saga = operation { continue }
            let place = place[kind.description][operation.word]
            findings.append(
                Finding(place, "'\(operation.word)' cannot stand here; only an action can wait"))
        }
        if step.probe != nil, step.action.operation.isWait {
            findings.append(
                Finding(
                    place["probe"],
                    "there is nothing to ask: what comes of '\(step.action.operation.word)' is "
                        + "always known"))
        }
        return findings
    }

    private var whenItFails: [Finding] {
        var findings: [Finding] = []
        let saysUndo = step.compensation != nil || step.irreversible != nil
        if step.recovery != .compensatable, saysUndo {
            let message = "a step of class '\(step.recovery.rawValue)' is never undone"
            findings.append(Finding(place["compensation"], message))
        }
        let needsUndo =
            step.recovery == .compensatable && step.action.operation.hasEffect
            && step.compensation == nil && step.irreversible == nil
        if needsUndo {
            findings.append(
                Finding(
                    place,
                    "'compensation' is missing; say { none: REASON } if there is nothing to undo"))
        }
        switch (step.recovery, step.onFailure) {
        case (.retriable, .compensate?):
            findings.append(
                Finding(
                    place["onFailure"], "nothing is undone after the pivot: park, or continue"))
        case (.pivot, .continue?):
            findings.append(
                Finding(
                    place["onFailure"], "a saga cannot go on as if its pivot had been done"))
        default: break
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
        var findings = CallRules(references: references, workflow: workflow)
            .findings(in: before.call, at: place)
        if let when = before.when {
            findings += references.findings(in: when, at: place["when"])
        }
        for code in before.done where !before.call.statuses.succeeded.contains(code) {
            findings.append(
                Finding(place["done"], "status \(code) must be among the succeeded ones"))
        }
        return findings
    }
}
