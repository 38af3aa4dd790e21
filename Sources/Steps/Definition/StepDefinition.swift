/// A forward change with all that is needed to be sure of it and to undo it.
public struct StepDefinition: Hashable, Sendable, Codable {
    /// The step's name within its workflow.
    public var id: String
    /// Where it runs.
    public var target: Target
    /// Whether it runs at all; without a condition it does.
    public var when: Condition?
    /// Reads what the node holds before the action.
    public var before: BeforeDefinition?
    /// The forward change.
    public var action: RequestDefinition
    /// Asks whether the action took effect.
    public var probe: ProbeDefinition?
    /// The backward change; `nil` where the workflow says that there is nothing to undo.
    public var compensation: RequestDefinition?
    /// What becomes of the saga when the step fails for good.
    public var recovery: Recovery {
        get { recoveryClass ?? .compensatable }
        set { recoveryClass = newValue == .compensatable ? nil : newValue }
    }
    /// Absent where it is the usual one, so that the hashes of definitions stay as they were.
    private var recoveryClass: Recovery?

    /// What becomes of a saga when one of its steps fails for good.
    public enum Recovery: String, Hashable, Sendable, Codable, CaseIterable {
        /// It goes backward, and this step is undone with the others.
        case compensatable
        /// It goes backward if this step fails, and only forward once it has succeeded.
        case pivot
        /// It is parked, for this step comes after the pivot.
        case retriable
    }

    /// Where a step runs.
    public enum Target: Hashable, Sendable, Codable {
        /// On every node of the saga, one after the other (`forEach: nodes`).
        case everyNode
        /// On one node (`node: node01`).
        case node(String)
    }

    /// Puts a step together.
    public init(
        id: String, recovery: Recovery = .compensatable, target: Target, when: Condition? = nil,
        before: BeforeDefinition? = nil, action: RequestDefinition,
        probe: ProbeDefinition? = nil, compensation: RequestDefinition? = nil
    ) {
        self.id = id
        self.target = target
        self.when = when
        self.before = before
        self.action = action
        self.probe = probe
        self.compensation = compensation
        self.recovery = recovery
    }

    /// The request of a kind, if the step has one.
    public func request(_ kind: CallKind) -> RequestDefinition? {
        switch kind {
        case .before: before?.request
        case .action: action
        case .probe: probe?.request
        case .compensation: compensation
        }
    }
}

/// A read whose answer is journaled before the action is sent.
public struct BeforeDefinition: Hashable, Sendable, Codable {
    /// The read; a `rejected` status rejects the step, and nothing is sent.
    public var request: RequestDefinition
    /// Whether the read is needed at all; without a condition it is.
    public var when: Condition?
    /// Codes that mean that there is nothing to do on this node, and nothing to undo.
    public var done: [Int]

    /// Puts a read together.
    public init(request: RequestDefinition, when: Condition? = nil, done: [Int] = []) {
        self.request = request
        self.when = when
        self.done = done
    }
}

/// A read that tells whether the action took effect.
public struct ProbeDefinition: Hashable, Sendable, Codable {
    /// The read; only a `succeeded` status is an answer.
    public var request: RequestDefinition
    /// Whether that answer means that the action is in effect.
    public var applied: Condition

    /// Puts a probe together.
    public init(request: RequestDefinition, applied: Condition) {
        self.request = request
        self.applied = applied
    }
}
