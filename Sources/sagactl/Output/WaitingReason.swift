internal import Journal
internal import SagaEngine
internal import Steps

/// What a saga waits for, in words: for the first of its open steps that says so.
enum WaitingReason {
    static func words(
        for saga: SagaMachine, holder: (lock: String, saga: SagaMachine)? = nil
    ) -> String? {
        switch saga.status {
        case .completed, .compensated, .abandoned: return nil
        case .accepted:
            if let notBefore = saga.acceptance.notBefore, notBefore > SystemClock().now() {
                return "its time, \(notBefore)"
            }
            guard let (lock, other) = holder else { return "its turn to start" }
            return "the lock \(Terminal.safe(lock)), which \(other.id) holds "
                + "(\(other.status.rawValue))"
        case .parked: return "an operator: 'sagactl retry \(saga.id)'"
        case .running, .compensating: break
        }
        let open = saga.steps.indices
        return open.lazy.compactMap { question(saga, $0) }.first
            ?? open.lazy.compactMap { underWay(saga, $0) }.first
            ?? open.lazy.compactMap { pause(saga, $0) }.first
            ?? lateRequests(saga) ?? "a free slot"
    }

    private static func question(_ saga: SagaMachine, _ index: Int) -> String? {
        guard saga.steps[index].inFlight != nil, let question = saga.question(index) else {
            return nil
        }
        let instance = saga.instance(index)
        var limit = ""
        if case .signal(let signal) = saga.step(index).action.operation, let span = signal.limit,
            let start = saga.steps[index].sentAt
        {
            limit = ", until \(start + span), then \(signal.default ? "yes" : "no")"
        }
        return "an answer: \(Terminal.safe(question)) "
            + "('sagactl signal \(saga.id) \(instance) yes' or no\(limit))"
    }

    private static func underWay(_ saga: SagaMachine, _ index: Int) -> String? {
        guard let attempt = saga.steps[index].inFlight else { return nil }
        let instance = saga.instance(index)
        switch saga.step(index).call(attempt.kind)?.operation {
        case .sleep(let span):
            let due = saga.steps[index].sentAt.map { $0 + span }
            return "\(instance) to sleep" + (due.map { " until \($0)" } ?? "")
        case .saga(let child): return "the saga '\(child.name)' that \(instance) has started"
        default: return "the reply to the \(attempt.kind) of \(instance), try \(attempt.number)"
        }
    }

    private static func pause(_ saga: SagaMachine, _ index: Int) -> String? {
        saga.steps[index].retryAt.map { "the next try of \(saga.instance(index)) at \($0)" }
    }

    private static func lateRequests(_ saga: SagaMachine) -> String? {
        guard let quietAt = saga.quietAt, quietAt > SystemClock().now() else { return nil }
        return "late requests, which may arrive until \(quietAt)"
    }
}
