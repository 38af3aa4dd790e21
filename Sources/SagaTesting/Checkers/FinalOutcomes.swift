internal import Steps

/// P5: no request is sent for a step after its final outcome, and none arrives after the saga.
public struct FinalOutcomes: PromiseChecker {
    /// The promise's name.
    public let promise = "P5"

    /// Creates the checker.
    public init() {}

    /// Finds requests that should not have been sent any more, or two at once.
    public func complaints(about evidence: Evidence) -> [String] {
        let requests = Dictionary(
            grouping: evidence.requests.flatMap { key, rows in rows.map { (key, $0) } },
            by: \.0.saga)
        return evidence.trails.flatMap { trail in
            var complaints: [String] = []
            trail.walk { record, before in
                guard let instance = record.instance, let call = record.call else { return }
                if let complaint = complaint(record, call, before[instance], before.hasTurned) {
                    complaints.append(
                        "saga \(trail.saga), entry \(record.sequence): \(instance) \(complaint)")
                }
            }
            return complaints + late(requests[trail.saga] ?? [], after: trail)
        }
    }

    private func complaint(
        _ record: HistoryRecord, _ call: CallKind, _ trace: StepTrace, _ hasTurned: Bool
    ) -> String? {
        guard record.type == .attemptStarted else {
            return trace.inFlight == call ? nil : "has an end of a try that was not under way"
        }
        if let other = trace.inFlight { return "starts \(call) while \(other) is under way" }
        if record.attempt != (trace.attempts[call] ?? 0) + 1 {
            return "starts \(call) with the number \(record.attempt ?? 0)"
        }
        if trace.isOver { return "starts \(call) although it is \(trace.phase)" }
        switch call {
        case .before, .action:
            let isOpen = trace.phase == .open || trace.phase == .doubting
            return isOpen ? nil : "starts \(call) although it is \(trace.phase)"
        case .probe:
            let isInDoubt = trace.phase == .doubting || trace.phase == .undoing
            return isInDoubt ? nil : "starts a probe although it is \(trace.phase)"
        case .compensation:
            return trace.needsUndo ? nil : "is compensated although it is \(trace.phase)"
        }
    }

    /// A saga holds its locks until none of its requests can have an effect any more.
    private func late(
        _ requests: [(RequestKey, LedgerRecord)], after trail: SagaTrail
    ) -> [String] {
        guard let end = trail.endedAt?.rawValue else { return [] }
        return requests.compactMap { key, row in
            let last = max(row.time, row.appliedAt ?? row.time)
            return last > end ? "\(key) had its effect \(last - end) ms after the saga's end" : nil
        }.sorted()
    }
}
