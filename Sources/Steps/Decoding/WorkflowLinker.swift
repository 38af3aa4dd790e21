/// Puts the definitions of children into their parent, so that both are pinned together.
struct WorkflowLinker {
    /// Deeper families are a mistake, most likely.
    static let maximumDepth = 8
    /// A saga is pinned to its definition, those of its children included, as often as they occur.
    private static let maximumBytes = 16 << 20

    let library: (any WorkflowLibrary)?
    /// The workflows on the way to this one, the outermost first.
    let parents: [String]
    private(set) var findings: [Finding] = []
    /// What is wrong with the first child that cannot be used, or with one of its own children.
    private(set) var cause: DefinitionError.Problem?

    /// The children that were found: each is looked for and measured once, however many steps
    /// start it.
    ///
    /// One that cannot be used is `nil`, and was reported where it came first.
    private var children: [String: Child?] = [:]
    private var steps = 0
    private var bytes = 0

    private struct Child {
        let definition: WorkflowDefinition
        let steps: Int
        let bytes: Int
    }

    init(library: (any WorkflowLibrary)?, parents: [String]) {
        self.library = library
        self.parents = parents
    }

    mutating func link(_ workflow: inout WorkflowDefinition) {
        let family = parents + [workflow.name]
        steps = workflow.steps.count
        for index in workflow.steps.indices {
            let place = Place.root["steps"][index]
            link(&workflow.steps[index].action, of: family, at: place["action"]["saga"])
            if var compensation = workflow.steps[index].compensation {
                link(&compensation, of: family, at: place["compensation"]["saga"])
                workflow.steps[index].compensation = compensation
            }
        }
        if steps > WorkflowDecoder.maximumSteps {
            report(
                .root["steps"],
                "the workflow and its children have more than \(WorkflowDecoder.maximumSteps) steps"
            )
        } else if bytes > Self.maximumBytes {
            report(
                .root["steps"],
                "the definitions of all children have more than \(Self.maximumBytes >> 20) MiB")
        }
    }

    private mutating func link(
        _ call: inout CallDefinition, of family: [String], at place: Place
    ) {
        guard case .saga(var child) = call.operation, child.definition == nil else { return }
        if children[child.name] == nil {
            children[child.name] = .some(found(child.name, family, at: place))
        }
        guard case let found?? = children[child.name] else { return }
        steps += found.steps
        bytes += found.bytes
        // What is too much is not put together: the rules would go through all of it.
        guard steps <= WorkflowDecoder.maximumSteps, bytes <= Self.maximumBytes else { return }
        child.definition = found.definition
        call.operation = .saga(child)
    }

    private mutating func found(_ name: String, _ family: [String], at place: Place) -> Child? {
        let quoted = PrintableText.quoted(name)
        guard NameRules.isID(name) else {
            report(place, "\(quoted) is no name of a workflow")
            return nil
        }
        guard !family.contains(name) else {
            let way = (family + [name]).joined(separator: " → ")
            report(place, "a workflow cannot start itself: \(way)")
            return nil
        }
        guard let library else {
            report(place, "\(quoted) cannot be started: no other workflows are known here")
            return nil
        }
        do throws(DefinitionError) {
            guard family.count < Self.maximumDepth,
                let definition = try library.workflow(named: name, parents: family)
            else {
                report(
                    place,
                    family.count < Self.maximumDepth
                        ? "there is no workflow \(quoted) beside this file; \(name).yaml is looked for"
                        : "children go at most \(Self.maximumDepth) deep")
                return nil
            }
            return measured(definition, of: family, at: place)
        } catch {
            let reason = error.cause ?? error.problems.first
            cause = cause ?? reason
            report(place, "the workflow \(quoted) cannot be used: \(reason?.description ?? "")")
            return nil
        }
    }

    /// A library can know a workflow that was first started from a place less deep.
    private mutating func measured(
        _ definition: WorkflowDefinition, of family: [String], at place: Place
    ) -> Child? {
        let size = definition.familySize
        guard family.count + size.depth <= Self.maximumDepth else {
            report(place, "children go at most \(Self.maximumDepth) deep")
            return nil
        }
        let bytes = (try? definition.canonicalJSON().count) ?? 0
        return Child(definition: definition, steps: size.steps, bytes: bytes)
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

    /// Its steps with those of its children, and how many generations they are.
    fileprivate var familySize: (steps: Int, depth: Int) {
        var size = (steps: steps.count, depth: 1)
        for child in children {
            let own = child.definition?.familySize ?? (steps: 0, depth: 0)
            size = (size.steps + own.steps, max(size.depth, own.depth + 1))
        }
        return size
    }
}
