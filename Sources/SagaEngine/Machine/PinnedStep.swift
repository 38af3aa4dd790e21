internal import Steps

/// A step of a pinned definition, with what follows from it worked out once.
///
/// It is looked at several times a call, and by reference: a copy of a ``StepDefinition`` has
/// dozens of parts to be counted, and costs more than a decision.
final class PinnedStep: Sendable {
    /// The step.
    let definition: StepDefinition
    /// Whether the read before the action is needed; without a condition it is.
    let readCondition: Condition?
    /// Codes of the read that mean that there is nothing to do.
    let done: [Int]
    let action: PinnedCall
    private let before: PinnedCall?
    private let probe: PinnedCall?
    private let compensation: PinnedCall?

    /// - Parameter wanted: the parts of the action's reply that other steps refer to.
    init(_ step: StepDefinition, wanted: Set<ReplyPath>) {
        definition = step
        readCondition = step.before?.when
        done = step.before?.done ?? []
        // The status of a read is always kept: it decides whether there is anything to do.
        var read = step.before?.call.captures ?? []
        read.insert(.status)
        for case .before(let path) in step.references { read.insert(path) }
        before = step.before.map { PinnedCall($0.call, captures: read) }
        action = PinnedCall(
            step.action,
            captures: wanted.union(step.output.values).union(step.action.captures))
        probe = step.probe.map { probe in
            PinnedCall(
                probe.call, captures: probe.call.captures.union(probe.applied.replyPaths))
        }
        compensation = step.compensation.map { PinnedCall($0, captures: $0.captures) }
    }

    var hasProbe: Bool { probe != nil }

    /// The call of a kind, if the step has one.
    func call(_ kind: CallKind) -> PinnedCall? {
        switch kind {
        case .before: before
        case .action: action
        case .probe: probe
        case .compensation: compensation
        }
    }

    /// Whether a call of a kind can change what a node holds.
    func changesNode(_ kind: CallKind) -> Bool {
        switch kind {
        case .action, .compensation: call(kind)?.hasEffect ?? false
        case .before, .probe: false
        }
    }
}

/// A call of a ``PinnedStep``.
final class PinnedCall: Sendable {
    /// The call.
    let definition: CallDefinition
    /// The parts of a reply that are wanted.
    let captures: Set<ReplyPath>
    /// See ``Operation/isWait``.
    let isWait: Bool
    /// See ``Operation/hasEffect``.
    let hasEffect: Bool

    init(_ call: CallDefinition, captures: Set<ReplyPath>) {
        definition = call
        self.captures = captures
        isWait = call.operation.isWait
        hasEffect = call.operation.hasEffect
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
