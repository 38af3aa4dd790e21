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
    /// The steps, in the order of the workflow.
    let steps: [PinnedStep]
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
        steps = workflow.steps.map { PinnedStep($0, wanted: wanted[$0.id] ?? []) }
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

    /// The parts of a reply that are wanted.
    func captures(of instance: StepInstance, _ kind: CallKind) -> Set<ReplyPath> {
        steps[index(of: instance.step)].call(kind)?.captures ?? []
    }

    /// The index of a step that the definition has.
    func index(of step: String) -> Int {
        guard let index = indexes[step] else {
            preconditionFailure("plan and definition differ: no step '\(step)'")
        }
        return index
    }
}
