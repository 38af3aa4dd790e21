internal import Steps

/// P7: `compensated` means that everything that was started is undone, the last step first.
public struct CompleteCompensation: PromiseChecker {
    /// The promise's name.
    public let promise = "P7"

    /// Creates the checker: of workflows whose steps all have a compensation.
    public init() {}

    /// Finds steps that were not undone, were undone in the wrong order, or had not been done.
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
        if record.type == .sagaCompensated {
            if !before.hasTurned { return "compensated, and never turned" }
            let left = before.order.filter { before[$0].needsUndo }
            return left.isEmpty ? nil : "compensated, and \(left) is not undone"
        }
        guard record.type == .attemptStarted, record.call == .compensation,
            let instance = record.instance
        else { return nil }
        if !before.hasTurned { return "\(instance) is compensated before the saga turned" }
        if !before[instance].wasStarted { return "\(instance) is compensated and never started" }
        if let open = before.later(than: instance).first(where: { before[$0].needsUndo }) {
            return "\(instance) is compensated before \(open) is"
        }
        return nil
    }
}
