public import Steps

/// A definition as sagas are pinned to it, with what follows from it worked out once.
public final class PinnedDefinition: Sendable {
    /// The definition.
    public let workflow: WorkflowDefinition
    /// Its version.
    public let hash: ContentHash
    /// The parts of a reply that anything refers to, by step and kind of call.
    private let captures: [[CallKind: Set<ReplyPath>]]
    private let indexes: [String: Int]

    /// Works out what a definition refers to.
    public init(workflow: WorkflowDefinition, hash: ContentHash) {
        self.workflow = workflow
        self.hash = hash
        indexes = Dictionary(
            workflow.steps.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first }
        )
        var wanted: [String: Set<ReplyPath>] = [:]
        for case .stepReply(let step, let path) in workflow.steps.flatMap(\.references) {
            wanted[step, default: []].insert(path)
        }
        captures = workflow.steps.map { step in
            // The status of a read is always kept: it decides whether there is anything to do.
            var before: Set<ReplyPath> = [.status]
            for case .before(let path) in step.references { before.insert(path) }
            var reply: Set<ReplyPath> = []
            for case .reply(let path) in step.probe?.applied.references ?? [] {
                reply.insert(path)
            }
            return [.before: before, .action: wanted[step.id] ?? [], .probe: reply]
        }
    }

    /// The step that an instance is of.
    public func step(of instance: StepInstance) -> StepDefinition {
        workflow.steps[index(of: instance)]
    }

    /// The parts of a reply that are wanted.
    func captures(of instance: StepInstance, _ kind: CallKind) -> Set<ReplyPath> {
        captures[index(of: instance)][kind] ?? []
    }

    private func index(of instance: StepInstance) -> Int {
        guard let index = indexes[instance.step] else {
            preconditionFailure("plan and definition differ: no step '\(instance.step)'")
        }
        return index
    }
}

extension StepDefinition {
    /// All that the step's requests and conditions refer to.
    var references: [Reference] {
        (when?.references ?? [])
            + (before?.request.references ?? []) + (before?.when?.references ?? [])
            + action.references
            + (probe?.request.references ?? []) + (probe?.applied.references ?? [])
            + (compensation?.references ?? [])
    }
}
