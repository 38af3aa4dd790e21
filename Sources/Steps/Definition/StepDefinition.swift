/// A forward change with all that is needed to be sure of it and to undo it.
public struct StepDefinition: Hashable, Sendable, Codable {
    /// The step's name within its workflow.
    public var id: String
    /// The steps that must be done before it; `nil`: the one before it in the file.
    public var needs: [String]?
    /// What becomes of the saga around it.
    public var recovery: Recovery
    /// What it is repeated for; without it, it runs once.
    public var forEach: Iteration?
    /// How many of the repeats may be under way at once.
    public var parallel: Int
    /// The node that it runs on, unless it is repeated for nodes.
    public var node: Template?
    /// Whether it runs at all; without a condition it does.
    public var when: Condition?
    /// Reads what the node holds before the action.
    public var before: BeforeDefinition?
    /// The forward change.
    public var action: CallDefinition
    /// Asks whether the action took effect.
    public var probe: ProbeDefinition?
    /// The backward change; `nil` where there is nothing to undo.
    public var compensation: CallDefinition?
    /// Why there is nothing to undo, where the workflow says so.
    public var irreversible: String?
    /// Parts of the action's reply that other steps know by a name.
    public var output: [String: ReplyPath]
    /// What the saga does when the step has failed for good; `nil`: what the workflow says.
    public var onFailure: FailurePolicy?
    /// The pool whose limits hold for its calls.
    public var pool: String?

    /// What becomes of a saga when one of its steps fails for good.
    public enum Recovery: String, Hashable, Sendable, Codable, CaseIterable {
        /// It goes backward, and this step is undone with the others.
        case compensatable
        /// It goes backward if this step fails, and only forward once it has succeeded.
        case pivot
        /// It is parked, for this step comes after the pivot.
        case retriable
    }

    /// What a step is repeated for.
    public enum Iteration: Hashable, Sendable, Codable {
        /// Every node of the saga (`forEach: nodes`).
        case nodes
        /// Every item of an input that is a list (`forEach: input.NAME`).
        case input(String)
    }

    /// Puts a step together.
    public init(
        id: String, needs: [String]? = nil, recovery: Recovery = .compensatable,
        forEach: Iteration? = nil, parallel: Int = 1, node: Template? = nil,
        when: Condition? = nil, before: BeforeDefinition? = nil, action: CallDefinition,
        probe: ProbeDefinition? = nil, compensation: CallDefinition? = nil,
        irreversible: String? = nil, output: [String: ReplyPath] = [:],
        onFailure: FailurePolicy? = nil, pool: String? = nil
    ) {
        self.id = id
        self.needs = needs
        self.recovery = recovery
        self.forEach = forEach
        self.parallel = parallel
        self.node = node
        self.when = when
        self.before = before
        self.action = action
        self.probe = probe
        self.compensation = compensation
        self.irreversible = irreversible
        self.output = output
        self.onFailure = onFailure
        self.pool = pool
    }

    /// The call of a kind, if the step has one.
    public func call(_ kind: CallKind) -> CallDefinition? {
        switch kind {
        case .before: before?.call
        case .action: action
        case .probe: probe?.call
        case .compensation: compensation
        }
    }
}

/// What a saga does when a step has failed for good.
public enum FailurePolicy: String, Hashable, Sendable, Codable, CaseIterable {
    /// It turns, and undoes what was done: backward recovery.
    case compensate
    /// It waits for an operator, who mends the cause and sends it on: forward recovery.
    case park
    /// It goes on as if the step had been done; only for single steps.
    case `continue`
}

/// A read whose answer is journaled before the action is sent.
public struct BeforeDefinition: Hashable, Sendable, Codable {
    /// The read; a `rejected` status rejects the step, and nothing is sent.
    public var call: CallDefinition
    /// Whether the read is needed at all; without a condition it is.
    public var when: Condition?
    /// Codes that mean that there is nothing to do on this node, and nothing to undo.
    public var done: [Int]

    /// Puts a read together.
    public init(call: CallDefinition, when: Condition? = nil, done: [Int] = []) {
        self.call = call
        self.when = when
        self.done = done
    }
}

/// A read that tells whether the action took effect.
public struct ProbeDefinition: Hashable, Sendable, Codable {
    /// The read; only a `succeeded` status is an answer.
    public var call: CallDefinition
    /// Whether that answer means that the action is in effect.
    public var applied: Condition

    /// Puts a probe together.
    public init(call: CallDefinition, applied: Condition) {
        self.call = call
        self.applied = applied
    }
}
