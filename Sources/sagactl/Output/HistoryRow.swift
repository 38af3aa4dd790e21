internal import Journal
internal import Steps

/// One entry as `history` shows it.
struct HistoryRow: Sendable {
    var sequence: Int
    var time: Timestamp
    var type: String
    var step: String?
    var node: String?
    var kind: CallKind?
    var attempt: Int?
    var outcome: String?
    var status: Int?
    var detail: String?
    var hash: String

    init(_ decoded: DecodedEntry, plan: [StepInstance]) {
        sequence = decoded.entry.sequence
        time = decoded.entry.time
        hash = decoded.hash.description
        type = decoded.entry.fact.name
        switch decoded.entry.fact {
        case .sagaAccepted(let acceptance):
            detail =
                "\(acceptance.workflow) \(acceptance.key) of job \(acceptance.job) on "
                + acceptance.nodes.joined(separator: ", ")
        case .sagaStarted, .sagaCompleted, .sagaCompensated: break
        case .attemptStarted(let attempt): name(attempt, plan)
        case .attemptEnded(let attempt, let result):
            name(attempt, plan)
            outcome = result.outcome.description
            status = result.status
            detail = Self.detail(of: result)
        case .attemptInterrupted(let attempt, _):
            name(attempt, plan)
            outcome = Outcome.unknown.description
            detail = "the engine stopped before the outcome was known"
        case .stepSettled(let index, let settlement, let reason):
            step = plan[index].step
            node = plan[index].node
            outcome = settlement.description
            detail = reason
        case .compensationStarted(let reason), .sagaParked(let reason): detail = reason
        case .signalReceived(let signal):
            step = signal.name
            outcome = signal.accepted ? "yes" : "no"
            let values = signal.values.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
            detail = "by \(signal.by)" + values.joined()
        case .definitionMigrated(let version, let renamed, let by):
            let names = renamed.sorted { $0.key < $1.key }.map { ", \($0.key) is now \($0.value)" }
            detail = "to version \(version) by \(by)" + names.joined()
        case .sagaRetried(let by, let reason), .sagaAbandoned(let by, let reason),
            .cancelRequested(let by, let reason):
            detail = reason.isEmpty ? "by \(by)" : "by \(by): \(reason)"
        }
    }

    private mutating func name(_ attempt: Attempt, _ plan: [StepInstance]) {
        step = plan[attempt.step].step
        node = plan[attempt.step].node
        kind = attempt.kind
        self.attempt = attempt.number
    }

    private static func detail(of result: AttemptResult) -> String {
        var parts = [result.detail]
        if let applied = result.applied { parts.append(applied ? "in effect" : "not in effect") }
        if let retryAt = result.retryAt { parts.append("next try at \(retryAt)") }
        return parts.filter { !$0.isEmpty }.joined(separator: "; ")
    }

    var json: JSONObject {
        var object = JSONObject()
        object.add("seq", sequence)
        object.add("time", time)
        object.add("type", type)
        object.add("step", step)
        object.add("direction", kind?.direction)
        object.add("attempt", attempt)
        object.add("outcome", outcome)
        object.add("status", status)
        object.add("node", node)
        object.add("detail", detail)
        object.add("hash", hash)
        object.add("kind", kind?.description)
        return object
    }

    var cells: [String] {
        [
            "\(sequence)", "\(time)", type, step ?? "", node ?? "", kind?.description ?? "",
            attempt.map(String.init) ?? "", outcome ?? "", Terminal.safe(detail ?? ""),
        ]
    }

    /// The row without columns, for entries that come later.
    var line: String {
        cells.filter { !$0.isEmpty }.joined(separator: "  ")
    }
}

extension CallKind {
    /// Which way the saga was going; a probe goes the way of what it asks about.
    var direction: String {
        switch self {
        case .before, .action, .probe: "forward"
        case .compensation: "backward"
        }
    }
}

extension Fact {
    /// The name of the fact in output.
    var name: String {
        switch self {
        case .sagaAccepted: "sagaAccepted"
        case .sagaStarted: "sagaStarted"
        case .attemptStarted: "attemptStarted"
        case .attemptEnded: "attemptEnded"
        case .attemptInterrupted: "attemptInterrupted"
        case .stepSettled: "stepSettled"
        case .compensationStarted: "compensationStarted"
        case .sagaParked: "sagaParked"
        case .sagaRetried: "sagaRetried"
        case .sagaCompleted: "sagaCompleted"
        case .sagaCompensated: "sagaCompensated"
        case .sagaAbandoned: "sagaAbandoned"
        case .signalReceived: "signalReceived"
        case .cancelRequested: "cancelRequested"
        case .definitionMigrated: "definitionMigrated"
        }
    }
}
