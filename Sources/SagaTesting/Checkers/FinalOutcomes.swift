internal import Steps

/// P5: no call is made for a step after its final outcome, and no request arrives when the saga's
/// locks are free again.
public struct FinalOutcomes: PromiseChecker {
    /// The promise's name.
    public let promise = "P5"

    /// Creates the checker.
    public init() {}

    /// Finds calls that should not have been made any more, or two at once.
    public func complaints(about evidence: Evidence) -> [String] {
        let requests = Dictionary(
            grouping: evidence.requests.flatMap { key, rows in rows.map { (key, $0) } },
            by: \.0.saga)
        let trails = evidence.trails
        let holders = Evidence.holders(in: trails)
        return trails.flatMap { trail in
            trail.complaints { record, before in
                guard let instance = record.instance, let call = record.call else { return nil }
                return complaint(record, call, before[instance]).map { "\(instance) \($0)" }
            }
                + late(
                    requests[trail.saga] ?? [], after: holders[trail.saga],
                    barriers: evidence.barriers)
        }
    }

    private func complaint(
        _ record: HistoryRecord, _ call: CallKind, _ trace: StepTrace
    ) -> String? {
        guard record.type == .attemptStarted else {
            return trace.inFlight == call ? nil : "has an end of a try that was not under way"
        }
        if let other = trace.inFlight { return "starts \(call) while \(other) is under way" }
        if record.attempt != (trace.attempts[call] ?? 0) + 1 {
            return "starts \(call) with the number \(record.attempt ?? 0)"
        }
        let isExpected =
            switch call {
            case .before, .action: trace.phase == .open
            case .probe: trace.phase == .doubting || trace.phase == .confirming
            case .compensation: trace.needsUndo && trace.phase != .confirming
            }
        return isExpected ? nil : "starts \(call) although it is \(trace.phase)"
    }

    /// A saga holds its locks until none of its requests can have an effect any more.
    ///
    /// Those of a child are held by its parent. Without locks nobody is told that it is over.
    private func late(
        _ requests: [(RequestKey, LedgerRecord)], after holder: SagaTrail?,
        barriers: Set<String>
    ) -> [String] {
        guard let holder, holder.acceptance?.locks.isEmpty == false,
            let end = holder.endedAt?.rawValue
        else { return [] }
        return requests.filter { key, row in
            !key.call.isRead && (row.applied || !barriers.contains(key.instance.node ?? ""))
        }.compactMap { key, row in
            let last = max(row.time, row.appliedAt ?? row.time)
            return last > end
                ? "\(key) had its effect \(last - end) ms after the end of saga \(holder.saga)"
                : nil
        }.sorted()
    }
}
