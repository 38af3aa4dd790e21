internal import Steps

/// P6: an action starts only after everything before it succeeded, and none after the turn.
public struct OrderedActions: PromiseChecker {
    /// The promise's name.
    public let promise = "P6"

    /// Creates the checker.
    public init() {}

    /// Finds actions out of order, and sagas that completed with something undone.
    ///
    /// The order of steps is that of their first entries; nodes are visited by name.
    public func complaints(about evidence: Evidence) -> [String] {
        evidence.trails.flatMap { trail in
            var complaints: [String] = []
            trail.walk { record, before in
                if let complaint = complaint(record, before) {
                    complaints.append("saga \(trail.saga), entry \(record.sequence): \(complaint)")
                }
            }
            return complaints
        }
    }

    private func complaint(_ record: HistoryRecord, _ before: StepTraces) -> String? {
        switch record.type {
        case .sagaCompleted:
            if before.hasTurned { return "completed after it had turned" }
            let open = before.order.filter { !before[$0].isDone }
            return open.isEmpty ? nil : "completed without \(open)"
        case .attemptStarted: break
        default: return nil
        }
        guard let instance = record.instance, let call = record.call else {
            return "a try of nothing"
        }
        if !before.hasStarted { return "\(instance) is tried before the saga started" }
        if before.isParked { return "\(instance) is tried while the saga is parked" }
        guard call == .action || call == .before else { return nil }
        if before.hasTurned { return "\(instance) starts \(call) after the saga turned" }
        if let open = before.earlier(than: instance).first(where: { !before[$0].isDone }) {
            return "\(instance) starts \(call) although \(open) is \(before[open].phase)"
        }
        let visited = before.order.filter { $0.step == instance.step && $0 != instance }
        if !before.order.contains(instance), let last = visited.last, last.node > instance.node {
            return "\(instance) starts after \(last)"
        }
        return nil
    }
}
