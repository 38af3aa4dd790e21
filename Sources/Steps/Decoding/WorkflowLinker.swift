/// Puts the definitions of children into their parent, so that both are pinned together.
struct WorkflowLinker {
    /// Deeper families are a mistake, most likely.
    static let maximumDepth = 8

    let library: (any WorkflowLibrary)?
    /// The workflows on the way to this one, the outermost first.
    let parents: [String]
    private(set) var findings: [Finding] = []

    init(library: (any WorkflowLibrary)?, parents: [String]) {
        self.library = library
        self.parents = parents
    }

    mutating func link(_ workflow: inout WorkflowDefinition) {
        let family = parents + [workflow.name]
        for index in workflow.steps.indices {
            let place = Place.root["steps"][index]
            link(&workflow.steps[index].action, of: family, at: place["action"])
            if var compensation = workflow.steps[index].compensation {
                link(&compensation, of: family, at: place["compensation"])
                workflow.steps[index].compensation = compensation
            }
        }
        let steps = workflow.allSteps
        if steps > WorkflowDecoder.maximumSteps {
            report(
                .root["steps"],
                "the workflow and its children have \(steps) steps, and "
                    + "\(WorkflowDecoder.maximumSteps) is the most")
        }
    }

    private mutating func link(
        _ call: inout CallDefinition, of family: [String], at place: Place
    ) {
        guard case .saga(var child) = call.operation, child.definition == nil else { return }
        let place = place["saga"]
        let name = PrintableText.quoted(child.name)
        guard !family.contains(child.name) else {
            let way = (family + [child.name]).joined(separator: " → ")
            return report(place, "a workflow cannot start itself: \(way)")
        }
        guard family.count < Self.maximumDepth else {
            return report(place, "children go at most \(Self.maximumDepth) deep")
        }
        do throws(DefinitionError) {
            child.definition = try library?.workflow(named: child.name, parents: family)
        } catch {
            let first = error.problems.first?.description ?? ""
            return report(place, "the workflow \(name) cannot be used: \(first)")
        }
        guard child.definition != nil else {
            return report(
                place,
                "there is no workflow \(name) beside this file; \(child.name).yaml is looked for")
        }
        call.operation = .saga(child)
    }

    private mutating func report(_ place: Place, _ message: String) {
        findings.append(Finding(place, message))
    }
}

extension WorkflowDefinition {
    /// The children that it starts, for actions and compensations.
    public var children: [ChildDefinition] {
        steps.flatMap { [$0.action, $0.compensation] }.compactMap { call in
            if case .saga(let child)? = call?.operation { child } else { nil }
        }
    }

    /// Its steps and those of its children.
    var allSteps: Int {
        steps.count + children.reduce(0) { $0 + ($1.definition?.allSteps ?? 0) }
    }
}
