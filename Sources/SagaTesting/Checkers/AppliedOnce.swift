internal import Journal
internal import Steps

/// P4: a step has its effect once, or not at all; one key has one request.
///
/// `groupcluster` does not honour keys, so a late duplicate of an action can be applied after the
/// compensation, and then is compensated again. What must hold is the sum.
public struct AppliedOnce: PromiseChecker {
    /// The promise's name.
    public let promise = "P4"

    /// Creates the checker.
    public init() {}

    /// Finds keys with several requests, and steps whose effects do not add up.
    public func complaints(about evidence: Evidence) -> [String] {
        let requests = evidence.requests
        var complaints = requests.compactMap { key, rows in
            Set(rows.map(Content.init)).count > 1
                ? "\(key) came with different requests" : nil
        }
        for trail in evidence.trails {
            guard let traces = trail.traces else { continue }
            for instance in traces.plan.all {
                guard let step = traces.plan.step(of: instance), step.action.changesNode else {
                    continue
                }
                let trace = traces[instance]
                func applied(_ call: CallKind) -> Int {
                    (trace.names[call] ?? []).reduce(0) { sum, name in
                        let key = RequestKey(saga: trail.saga, instance: name, call: call)
                        return sum + (requests[key] ?? []).count { $0.applied }
                    }
                }
                let (done, undone) = (applied(.action), applied(.compensation))
                let isAllowed =
                    step.compensation?.changesNode == true
                    ? allowed(trail.status, trace, done: done, undone: undone)
                    // What undoes it, if anything does, is not in the ledgers.
                    : (trail.status == .completed ? expected(trace) : 0...1).contains(done)
                if !isAllowed {
                    complaints.append(
                        "saga \(trail.saga) \(trail.status.rawValue): \(instance) is "
                            + "\(trace.phase), done \(done) and undone \(undone) times")
                }
            }
        }
        return complaints.sorted()
    }

    private func allowed(
        _ status: SagaStatus, _ trace: StepTrace, done: Int, undone: Int
    ) -> Bool {
        // What an operator left in effect, or did or undid by hand, is in no ledger.
        if trace.isVouchedFor || trace.phase == .left { return (0...1).contains(done - undone) }
        return switch status {
        case .completed:
            undone == 0 && expected(trace).contains(done)
        case .compensated: done == undone && (done == 0 || trace.phase == .undone)
        // A request may be under way, or its outcome unknown.
        case .accepted, .running, .compensating, .parked, .abandoned:
            (0...1).contains(done - undone)
        }
    }

    /// How often an action that is not undone took effect.
    private func expected(_ trace: StepTrace) -> ClosedRange<Int> {
        switch trace.phase {
        case .succeeded: 1...1
        // A step that may fail can have done so without an answer.
        case .unknown: 0...1
        default: 0...0
        }
    }

    /// What a node can see of a request.
    private struct Content: Hashable {
        let method: String
        let group: String?
        let timestamp: String?
        let bodyHash: String?

        init(_ row: LedgerRecord) {
            method = row.method
            group = row.groupId
            timestamp = row.timestamp
            bodyHash = row.bodyHash
        }
    }
}

extension CallDefinition {
    /// Whether it is a request to a node that can change what the node holds.
    fileprivate var changesNode: Bool {
        guard case .http = operation else { return false }
        return operation.hasEffect
    }
}
