internal import Journal
internal import Steps

/// P9: one terminal entry, and nothing after it.
public struct FinalEnd: PromiseChecker {
    /// The promise's name.
    public let promise = "P9"

    /// Creates the checker.
    public init() {}

    /// Finds entries after an end, and calls under way at the end.
    public func complaints(about evidence: Evidence) -> [String] {
        evidence.trails.flatMap { trail in
            guard let end = trail.records.firstIndex(where: \.type.isTerminal) else {
                return [String]()
            }
            var complaints: [String] = []
            if let next = trail.records.dropFirst(end + 1).first {
                complaints.append(
                    "saga \(trail.saga): \(next.type.rawValue) after "
                        + trail.records[end].type.rawValue)
            }
            guard let traces = trail.traces else { return complaints }
            complaints += traces.underWay.filter { instance in
                !(trail.status == .abandoned && isPause(instance, traces))
            }.map { "saga \(trail.saga): ended while a call of \($0) was under way" }
            return complaints
        }
    }

    /// A parked saga may still sleep or ask; an operator who ends it as it stands ends that too.
    private func isPause(_ instance: InstanceName, _ traces: StepTraces) -> Bool {
        guard let call = traces[instance].inFlight,
            let operation = traces.plan.step(of: instance)?.call(call)?.operation
        else { return false }
        switch operation {
        case .sleep, .signal: return true
        case .http, .program, .registered, .saga: return false
        }
    }
}
