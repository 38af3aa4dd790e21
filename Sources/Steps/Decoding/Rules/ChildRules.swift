/// Checks what a step gives to the saga that it starts.
struct ChildRules {
    let child: ChildDefinition
    let references: ReferenceRules
    let parent: WorkflowDefinition

    func findings(at place: Place) -> [Finding] {
        var findings: [Finding] = []
        if let nodes = child.nodes, parent.inputs[nodes]?.type != .list {
            findings.append(
                Finding(place["nodes"], "'input.\(nodes)' is no input of type list"))
        }
        let known = child.definition?.inputs ?? [:]
        let inLocks = child.definition?.lockInputs ?? []
        for (name, template) in child.inputs.sorted(by: { $0.key < $1.key }) {
            let place = place["inputs"][name]
            // A parent holds the locks of its children before it starts anything.
            var references = references
            references.isBeforeStart = inLocks.contains(name)
            findings += references.findings(in: template, at: place, for: .json)
            if child.definition != nil, known[name] == nil {
                findings.append(
                    Finding(
                        place, "'\(child.name)' has no input \(PrintableText.quoted(name))",
                        suggestion: Suggestion.nearest(to: name, among: known.keys)))
            }
            if let input = known[name], let objection = objection(to: template, for: input, name) {
                findings.append(Finding(place, objection))
            }
        }
        for (name, input) in known.sorted(by: { $0.key < $1.key })
        where input.default == nil && child.inputs[name] == nil {
            findings.append(
                Finding(
                    place["saga"],
                    "'\(child.name)' needs the input '\(name)', and 'inputs' does not give it"))
        }
        return findings
    }
}

extension ChildRules {
    /// What is known to be wrong before anything is filled in.
    private func objection(
        to template: Template, for input: InputDefinition, _ name: String
    ) -> String? {
        guard template.references.isEmpty else {
            let given = template.segments.count == 1 ? type(of: template.references[0]) : nil
            guard let given, !input.type.takes(given) else { return nil }
            return "'\(child.name)' wants a value of type \(input.type.rawValue), and "
                + "'\(template.references[0])' is of type \(given.rawValue)"
        }
        do throws(InputError) {
            let value = (try? template.value { _ in nil }) ?? nil
            _ = try InputRule(input, named: name).value(of: value ?? .null)
            return nil
        } catch {
            return "'\(child.name)': \(error.message)"
        }
    }

    /// The type of a reference's value, where it is known.
    private func type(of reference: Reference) -> InputDefinition.Kind? {
        switch reference {
        case .input(let name): parent.inputs[name]?.type
        case .sagaTimestamp: .integer
        case .nodeTimestamps: .boolean
        case .nodeName, .sagaID, .item: .string
        case .before, .reply, .stepReply, .stepOutput: nil
        }
    }
}

extension InputDefinition.Kind {
    /// Whether a value of another type can be taken; text may turn out to be one of this type.
    fileprivate func takes(_ other: InputDefinition.Kind) -> Bool {
        other == self || other == .string || (self == .number && other == .integer)
    }
}

extension WorkflowDefinition {
    /// The inputs that the names of its locks, or of its children's, depend on.
    fileprivate var lockInputs: Set<String> {
        var names: Set<String> = []
        for case .input(let name) in locks.flatMap(\.references) { names.insert(name) }
        for child in children {
            for input in child.definition?.lockInputs ?? [] {
                for case .input(let name) in child.inputs[input]?.references ?? [] {
                    names.insert(name)
                }
            }
        }
        return names
    }
}
