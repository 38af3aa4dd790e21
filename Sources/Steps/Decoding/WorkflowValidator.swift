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
        findings += limits(of: workflow)
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
        let rules = ReferenceRules(inputs: workflow.inputs)
        var findings: [Finding] = []
        for (index, lock) in workflow.locks.enumerated() {
            let place = Place.root["locks"][index]
            if lock.source.isEmpty || HeaderRules.objection(toText: lock.source) != nil {
                findings.append(Finding(place, "a lock is one line of text"))
            }
            findings += rules.findings(in: lock, at: place)
        }
        return findings
    }

    private static func limits(of workflow: WorkflowDefinition) -> [Finding] {
        var findings: [Finding] = []
        if let deadline = workflow.deadline, !(1...DurationText.longest).contains(deadline) {
            findings.append(
                Finding(
                    .root["deadline"],
                    "expected a time above zero and at most 366d, not \(deadline)"))
        }
        if workflow.onFailure == .continue {
            findings.append(
                Finding(.root["onFailure"], "a saga cannot go on whatever fails; only a step can"))
        }
        if let schedule = workflow.schedule {
            do throws(InputError) {
                _ = try workflow.checkedInputs(schedule.inputs)
            } catch {
                findings.append(Finding(.root["schedule"]["inputs"], error.description))
            }
        }
        return findings
    }

    private static func steps(of workflow: WorkflowDefinition) -> [Finding] {
        let place = Place.root["steps"]
        guard !workflow.steps.isEmpty else {
            return [Finding(place, "a workflow has at least one step")]
        }
        // The graph keeps bits for each step and each step before it.
        guard workflow.steps.count <= WorkflowDecoder.maximumSteps else {
            return [
                Finding(
                    place,
                    "a workflow has at most \(WorkflowDecoder.maximumSteps) steps, not "
                        + "\(workflow.steps.count)")
            ]
        }
        let graph = StepGraph(workflow.steps)
        let rules = OrderRules(steps: workflow.steps, graph: graph)
        var findings = rules.findings
        guard graph.circle.isEmpty else { return findings }
        var references = ReferenceRules(inputs: workflow.inputs)
        references.steps = ReferenceRules.Steps(workflow.steps, graph)
        // More than the list of problems takes need not be looked for.
        for (index, step) in workflow.steps.enumerated()
        where findings.count < ProblemList.maximum {
            references.step = index
            findings +=
                StepRules(
                    step: step, place: place[index], references: references,
                    workflow: workflow
                ).findings
        }
        return findings
    }
}
