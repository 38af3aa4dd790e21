internal import Journal
internal import Steps

/// P10: what a step says of the saga that it started is how that saga ended, and each try of such
/// a step started one saga.
public struct AgreeingChildren: PromiseChecker {
    /// The promise's name.
    public let promise = "P10"

    /// Creates the checker.
    public init() {}

    /// A try of a step that starts a saga, as its parent tells it.
    private struct Try {
        let parent: String
        let startedAt: Timestamp
        let call: CallDefinition
        var end: HistoryRecord?
    }

    /// Finds steps and sagas that contradict each other, and sagas that no step has started.
    public func complaints(about evidence: Evidence) -> [String] {
        let trails = evidence.trails
        let tries = trails.reduce(into: [String: Try]()) { collect($1, into: &$0) }
        let children = Dictionary(
            grouping: trails.filter { $0.acceptance?.parent != nil },
            by: { $0.acceptance?.key ?? "" })
        let orphans = children.flatMap { key, children in
            children.compactMap { orphan($0, tries[key]) }
        }
        let contradictions = tries.flatMap { key, start in
            disagreements(key, start, children[key] ?? [])
        }
        let ends = Dictionary(
            trails.map { ($0.saga, $0.endedAt) }, uniquingKeysWith: { first, _ in first })
        let survivors = children.values.joined().compactMap { child in
            survivor(child, ends[child.acceptance?.parent?.saga ?? ""] ?? nil)
        }
        return (orphans + contradictions + survivors).sorted()
    }

    /// The key of a child is that of its parent's call, with the number of the try.
    private func collect(_ trail: SagaTrail, into tries: inout [String: Try]) {
        trail.walk { record, before in
            guard let instance = record.instance, let kind = record.call,
                let number = record.attempt,
                let call = before.plan.step(of: instance)?.call(kind),
                case .saga = call.operation
            else { return }
            let key = "\(RequestKey(saga: trail.saga, instance: instance, call: kind))/\(number)"
            switch record.type {
            case .attemptStarted:
                tries[key] = Try(parent: trail.saga, startedAt: record.time, call: call)
            case .attemptEnded: tries[key]?.end = record
            default: break
            }
        }
    }

    private func orphan(_ child: SagaTrail, _ start: Try?) -> String? {
        guard let acceptance = child.acceptance, let parent = acceptance.parent else { return nil }
        guard let start, start.parent == parent.saga else {
            return "saga \(child.saga) was started by saga \(parent.saga), which does not know it"
        }
        let kind = acceptance.key.split(separator: "/").dropLast().last
        if kind.map(String.init) != parent.kind {
            return "saga \(child.saga) was started for another call than \(acceptance.key)"
        }
        return child.acceptedAt.map { $0 < start.startedAt } ?? true
            ? "saga \(child.saga) was accepted before \(acceptance.key) started" : nil
    }

    private func disagreements(
        _ key: String, _ start: Try, _ children: [SagaTrail]
    ) -> [String] {
        if children.count > 1 {
            return ["\(key) started \(children.map(\.saga)), more than one saga"]
        }
        guard let end = start.end, let outcome = end.outcome else { return [] }
        guard let child = children.first else { return ["\(key) \(outcome), and started no saga"] }
        guard let endedAt = child.endedAt, endedAt <= end.time else {
            return ["\(key) \(outcome) before saga \(child.saga) ended"]
        }
        let isPossible =
            switch (child.status, outcome) {
            case (.completed, "succeeded"), (.compensated, "rejected"), (.abandoned, "unknown"):
                true
            // The step may expect more than the end.
            case (.completed, "unknown"): start.call.expect != nil
            default: false
            }
        return isPossible
            ? [] : ["\(key) \(outcome), and saga \(child.saga) is \(child.status.rawValue)"]
    }

    private func survivor(_ child: SagaTrail, _ parentEnd: Timestamp?) -> String? {
        guard let parentEnd else { return nil }
        return child.endedAt.map { $0 > parentEnd } ?? true
            ? "saga \(child.saga) goes on after the saga that started it has ended" : nil
    }
}
