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
            let traces = trail.traces
            for instance in traces.order {
                func applied(_ call: CallKind) -> Int {
                    let key = RequestKey(saga: trail.saga, instance: instance, call: call)
                    return (requests[key] ?? []).count { $0.applied }
                }
                let (done, undone) = (applied(.action), applied(.compensation))
                if !allowed(trail.status, traces[instance], done: done, undone: undone) {
                    complaints.append(
                        "saga \(trail.saga) \(trail.status.rawValue): \(instance) is "
                            + "\(traces[instance].phase), done \(done) and undone \(undone) times")
                }
            }
        }
        return complaints.sorted()
    }

    private func allowed(
        _ status: SagaStatus, _ trace: StepTrace, done: Int, undone: Int
    ) -> Bool {
        switch status {
        case .completed:
            undone == 0 && done == (trace.phase == .succeeded ? 1 : 0)
        case .compensated: done == undone && (done == 0 || trace.phase == .undone)
        // A request may be under way, or its outcome unknown.
        case .accepted, .running, .compensating, .parked, .abandoned:
            (0...1).contains(done - undone)
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
