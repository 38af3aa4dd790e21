/// Says whether a workflow makes sense, whether it was read from a file or made in code.
public struct WorkflowValidator {
    /// Accepts a workflow made in code.
    ///
    /// - Throws: ``DefinitionError`` with what is wrong; without file, line and column.
    public static func validate(_ workflow: WorkflowDefinition) throws(DefinitionError) {
        let ids = workflow.steps.enumerated().map { ($0, $1.id) }
        let problems = ProblemList(file: nil, stepIDs: Dictionary(uniqueKeysWithValues: ids))
        for finding in findings(in: workflow) {
            problems.report(finding, at: nil)
        }
        try problems.throwIfAny()
    }

    /// What is wrong with a workflow; at least the first of it, where there is a lot.
    static func findings(in workflow: WorkflowDefinition) -> [Finding] {
        var findings: [Finding] = []
        if !NameRules.isID(workflow.name) {
            findings.append(
                Finding(
                    .root["workflow"],
                    "\(PrintableText.quoted(workflow.name)) is no name: a small letter, then up "
                        + "to 63 small letters, digits and '-'"))
        }
        for (name, input) in workflow.inputs.sorted(by: { $0.key < $1.key }) {
            findings += self.findings(in: input, named: name)
        }
        findings += locks(of: workflow)
        findings += steps(of: workflow)
        return findings
    }

    private static func findings(in input: InputDefinition, named name: String) -> [Finding] {
        let place = Place.root["inputs"][name]
        guard NameRules.isInput(name) else {
            return [
                Finding(
                    place,
                    "\(PrintableText.quoted(name)) is no input name: a letter, then up to 63 "
                        + "letters, digits and '_'")
            ]
        }
        let rule: InputRule
        do throws(InputError) {
            rule = try InputRule(input, named: name)
        } catch {
            return [Finding(place["pattern"], error.message)]
        }
        guard let value = input.default else { return [] }
        do throws(InputError) {
            let checked = try rule.value(of: value)
            guard checked != value else { return [] }
            return [Finding(place["default"], "is not of type \(input.type.rawValue)")]
        } catch {
            return [Finding(place["default"], error.message)]
        }
    }

    private static func locks(of workflow: WorkflowDefinition) -> [Finding] {
        var rules = ReferenceRules(inputs: Set(workflow.inputs.keys))
        rules.isInStep = false
        var findings: [Finding] = []
        for (index, lock) in workflow.locks.enumerated() {
            let place = Place.root["locks"][index]
            if lock.source.isEmpty || HeaderRules.objection(toText: lock.source) != nil {
                findings.append(Finding(place, "a lock is one line of text"))
            }
            findings += rules.findings(in: lock, at: place, optional: false)
        }
        return findings
    }

    private static func steps(of workflow: WorkflowDefinition) -> [Finding] {
        guard !workflow.steps.isEmpty else {
            return [Finding(.root["steps"], "a workflow has at least one step")]
        }
        var references = ReferenceRules(inputs: Set(workflow.inputs.keys))
        references.others = Set(workflow.steps.map(\.id))
        var findings: [Finding] = []
        // More than the list of problems takes need not be looked for.
        for (index, step) in workflow.steps.enumerated()
        where findings.count < ProblemList.maximum {
            let place = Place.root["steps"][index]
            if references.earlier.contains(step.id) {
                let message = "the id \(PrintableText.quoted(step.id)) is given more than once"
                findings.append(Finding(place["id"], message))
            }
            findings += order(of: step, after: workflow.steps[..<index], at: place)
            let rules = StepRules(step: step, place: place, references: references)
            findings += rules.findings
            references.earlier.insert(step.id)
        }
        return findings
    }

    /// There is one pivot; before it everything can be undone, and after it nothing has to be.
    private static func order(
        of step: StepDefinition, after earlier: ArraySlice<StepDefinition>, at place: Place
    ) -> [Finding] {
        let pivot = earlier.first { $0.recovery == .pivot }
        switch (step.recovery, pivot) {
        case (.compensatable, let pivot?):
            return [
                Finding(
                    place,
                    "comes after the pivot '\(pivot.id)', so it must be of class 'retriable': "
                        + "nothing is undone any more")
            ]
        case (.pivot, let pivot?):
            return [
                Finding(
                    place["class"], "a workflow has one pivot, and '\(pivot.id)' is it already")
            ]
        case (.retriable, nil):
            return [
                Finding(
                    place["class"], "a step of class 'retriable' comes after one of class 'pivot'")
            ]
        default: return []
        }
    }
}
