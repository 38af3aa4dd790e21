public import Steps

/// A definition as sagas are pinned to it, with what follows from it worked out once.
public final class PinnedDefinition: Sendable {
    /// The definition.
    public let workflow: WorkflowDefinition
    /// Its version.
    public let hash: ContentHash
    /// Which step needs which.
    public let graph: StepGraph
    /// The definition as it is stored.
    let canonicalJSON: [UInt8]
    /// The definitions of the sagas that it starts, by step and kind of call.
    let children: [Int: [CallKind: PinnedDefinition]]
    /// The parts of a reply that anything refers to, by step and kind of call.
    private let captures: [[CallKind: Set<ReplyPath>]]
    private let indexes: [String: Int]

    /// Works out what a definition refers to.
    public init(workflow: WorkflowDefinition, hash: ContentHash) {
        self.workflow = workflow
        self.hash = hash
        graph = StepGraph(workflow.steps)
        canonicalJSON = (try? workflow.canonicalJSON()) ?? []
        children = Self.children(of: workflow)
        indexes = Dictionary(
            workflow.steps.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first }
        )
        var wanted: [String: Set<ReplyPath>] = [:]
        for case .stepReply(let step, let path) in workflow.steps.flatMap(\.references) {
            wanted[step, default: []].insert(path)
        }
        captures = workflow.steps.map { step in
            // The status of a read is always kept: it decides whether there is anything to do.
            var before = step.before?.call.captures ?? []
            before.insert(.status)
            for case .before(let path) in step.references { before.insert(path) }
            let probe = (step.probe?.call.captures ?? [])
                .union(step.probe?.applied.replyPaths ?? [])
            let action = (wanted[step.id] ?? []).union(step.output.values)
                .union(step.action.captures)
            return [
                .before: before, .action: action, .probe: probe,
                .compensation: step.compensation?.captures ?? [],
            ]
        }
    }

    private static func children(
        of workflow: WorkflowDefinition
    ) -> [Int: [CallKind: PinnedDefinition]] {
        var children: [Int: [CallKind: PinnedDefinition]] = [:]
        for (index, step) in workflow.steps.enumerated() {
            for kind in [CallKind.action, .compensation] {
                guard case .saga(let child)? = step.call(kind)?.operation,
                    let definition = child.definition
                else { continue }
                let json = (try? definition.canonicalJSON()) ?? []
                children[index, default: [:]][kind] = PinnedDefinition(
                    workflow: definition, hash: ContentHash(of: json))
            }
        }
        return children
    }

    /// The step that an instance is of.
    public func step(of instance: StepInstance) -> StepDefinition {
        workflow.steps[index(of: instance.step)]
    }

    /// The parts of a reply that are wanted.
    func captures(of instance: StepInstance, _ kind: CallKind) -> Set<ReplyPath> {
        captures[index(of: instance.step)][kind] ?? []
    }

    /// The index of a step that the definition has.
    func index(of step: String) -> Int {
        guard let index = indexes[step] else {
            preconditionFailure("plan and definition differ: no step '\(step)'")
        }
        return index
    }
}

extension StepDefinition {
    /// All that the step's calls and conditions refer to.
    var references: [Reference] {
        let conditions = [when, before?.when, probe?.applied].flatMap { $0?.references ?? [] }
        let calls = CallKind.allCases.compactMap { call($0) }
        return conditions + calls.flatMap { $0.references + ($0.expect?.references ?? []) }
    }
}

extension CallDefinition {
    /// What is looked at to judge the reply.
    fileprivate var captures: Set<ReplyPath> {
        expect?.replyPaths ?? []
    }
}

extension Condition {
    /// The parts of the reply that it judges.
    fileprivate var replyPaths: Set<ReplyPath> {
        var paths: Set<ReplyPath> = []
        for case .reply(let path) in references { paths.insert(path) }
        return paths
    }
}
