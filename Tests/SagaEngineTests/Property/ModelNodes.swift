import SagaTesting
import Steps

/// What the nodes hold, and how they answer: with good replies, or with whatever can go wrong.
struct ModelNodes {
    /// The instances whose action is in effect.
    private(set) var inEffect: Set<Int> = []
    /// Requests that are still on their way.
    private var late: [(due: Timestamp, step: Int, kind: CallKind)] = []
    /// The instances that were undone on a node that refuses what comes after an undo.
    private var undone: Set<Int> = []

    /// Lets the requests arrive that are due.
    mutating func land(until now: Timestamp, _ steps: [StepDefinition]) {
        for request in late where request.due <= now {
            apply(request.step, request.kind, steps[request.step])
        }
        late.removeAll { $0.due <= now }
    }

    /// Whether a request is still on its way that could change what is held.
    func isAwaited(_ index: Int) -> Bool {
        late.contains { $0.step == index }
    }

    /// A request's effect.
    mutating func apply(_ index: Int, _ kind: CallKind, _ step: StepDefinition) {
        switch kind {
        case .action:
            guard step.action.operation.hasEffect else { return }
            // Without a probe nothing could be seen of an action that arrives late.
            if step.probe != nil || !undone.contains(index) { inEffect.insert(index) }
        case .compensation:
            inEffect.remove(index)
            undone.insert(index)
        case .before, .probe: break
        }
    }

    /// What becomes of a request whose sender was lost: done, on its way, or lost as well.
    mutating func orphan(
        _ index: Int, _ kind: CallKind, _ step: StepDefinition, at now: Timestamp,
        _ generator: inout SeededGenerator
    ) {
        switch generator.number(0...2) {
        case 0: apply(index, kind, step)
        case 1: delay(index, kind, step, at: now, &generator)
        default: break
        }
    }

    private mutating func delay(
        _ index: Int, _ kind: CallKind, _ step: StepDefinition, at now: Timestamp,
        _ generator: inout SeededGenerator
    ) {
        let limit = step.call(kind)?.timeout.rawValue ?? 0
        let due = now + Milliseconds(rawValue: Int64(generator.number(0...Int(limit))))
        late.append((due, index, kind))
    }

    /// An answer as it should be.
    mutating func goodReply(to index: Int, _ kind: CallKind, _ step: StepDefinition) -> CallResult {
        if kind == .probe { return .found(inEffect.contains(index)) }
        apply(index, kind, step)
        return .ok()
    }

    /// Any answer that could come.
    mutating func anyReply(
        to index: Int, _ kind: CallKind, _ step: StepDefinition, at now: Timestamp,
        _ generator: inout SeededGenerator
    ) -> CallResult {
        let roll = generator.number(0...99)
        switch (kind, roll) {
        case (.before, 0..<10): return .ok(404)
        case (.action, 0..<10) where step.call(kind)?.expect != nil:
            apply(index, kind, step)
            return .ok(202)
        case (.action, 0..<30) where step.probe != nil && inEffect.contains(index):
            return .no(409)
        case (.compensation, 0..<40) where !inEffect.contains(index): return .no(404)
        case (_, 0..<50): return goodReply(to: index, kind, step)
        case (.probe, 50..<75): return goodReply(to: index, kind, step)
        case (_, 50..<62): return .no()
        case (_, 62..<72):
            apply(index, kind, step)
            return .unknown(503)
        case (_, 72..<82): return .unknown()
        case (_, 82..<90):
            delay(index, kind, step, at: now, &generator)
            return .unknown()
        default: return .unreachable
        }
    }
}
