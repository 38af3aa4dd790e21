internal import Journal
internal import SagaEngine
internal import Steps

/// One entry as `history` shows it.
struct HistoryRow: Sendable {
    var sequence: Int
    var time: Timestamp
    var type: String
    /// By its name in the plan of that time.
    var instance: StepInstance?
    var kind: CallKind?
    var attempt: Int?
    var outcome: String?
    var status: Int?
    /// For an answered probe: whether the action is in effect.
    var applied: Bool?
    var detail: String?
    var hash: String
    /// What only entries of one type have, under its name.
    var part: (name: String, values: JSONObject)?

    /// All entries of a saga, each with the plan that the saga goes by there: a migration to
    /// another version of the workflow gives all that comes after it another one.
    static func rows(
        of entries: [DecodedEntry], definition: (ContentHash) throws -> PinnedDefinition?
    ) rethrows -> [HistoryRow] {
        guard let first = entries.first?.entry, case .sagaAccepted(let acceptance) = first.fact
        else { return [] }
        // A damaged journal may have lost it: what happened is known, to which step is not.
        let start = try definition(acceptance.definition)
            .map { SagaMachine(accepted: first, definition: $0) }
        var plan = start?.plan.instances ?? []
        return try entries.map { decoded in
            if case .definitionMigrated(let hash, _, _) = decoded.entry.fact {
                plan = try definition(hash).map { acceptance.plan(of: $0.workflow).instances } ?? []
            }
            var row = HistoryRow(decoded, plan: plan)
            if case .sagaAccepted(let acceptance) = decoded.entry.fact {
                row.part = ("acceptance", acceptance.json(locks: start?.lockNames ?? []))
            }
            return row
        }
    }

    private init(_ decoded: DecodedEntry, plan: [StepInstance]) {
        sequence = decoded.entry.sequence
        time = decoded.entry.time
        hash = decoded.hash.description
        type = decoded.entry.fact.name
        switch decoded.entry.fact {
        case .sagaAccepted(let acceptance): detail = acceptance.words
        case .sagaStarted, .sagaCompleted, .sagaCompensated: break
        case .attemptStarted(let attempt): name(attempt, plan)
        case .attemptEnded(let attempt, let result):
            name(attempt, plan)
            outcome = result.outcome.description
            status = result.status
            applied = result.applied
            detail = Self.detail(of: result)
        case .attemptInterrupted(let attempt, _):
            name(attempt, plan)
            outcome = Outcome.unknown.description
            detail = "the engine stopped before the outcome was known"
        case .stepSettled(let index, let settlement, let reason):
            instance = plan.indices.contains(index) ? plan[index] : nil
            outcome = settlement.description
            detail = reason
        case .signalReceived(let signal):
            detail = "\(signal.by) said \(signal.accepted ? "yes" : "no") to \(signal.name)"
            part = ("signal", signal.json)
        case .definitionMigrated(let hash, let renamed, let by):
            detail = "by \(by), to version \(hash)"
            var values = JSONObject()
            values.add("definition", hash.description)
            values.add("renamed", renamed.mapValues { .string($0) })
            values.add("by", by)
            part = ("migration", values)
        case .operatorDecided(let decision, let by, let reason):
            instance = decision.step.flatMap { plan.indices.contains($0) ? plan[$0] : nil }
            if case .settle(_, let known) = decision { outcome = known.description }
            detail = decision.words(by: by, reason: reason)
            part = ("decision", decision.json(by: by, reason: reason))
        case .compensationStarted(let reason), .sagaParked(let reason): detail = reason
        case .sagaRetried(let by, let reason), .sagaAbandoned(let by, let reason),
            .cancelRequested(let by, let reason):
            detail = reason.isEmpty ? "by \(by)" : "by \(by): \(reason)"
        }
    }

    private mutating func name(_ attempt: Attempt, _ plan: [StepInstance]) {
        instance = plan.indices.contains(attempt.step) ? plan[attempt.step] : nil
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
        object.add("step", instance?.step)
        object.add("direction", kind?.direction)
        object.add("attempt", attempt)
        object.add("outcome", outcome)
        object.add("status", status)
        object.add("node", instance?.node)
        object.add("detail", detail)
        object.add("hash", hash)
        object.add("kind", kind?.description)
        object.add("instance", instance?.description)
        object.add("applied", applied)
        if let part { object.add(part.name, part.values) }
        return object
    }

    var cells: [String] {
        [
            "\(sequence)", "\(time)", type, instance?.nodeless ?? "", instance?.node ?? "",
            kind?.description ?? "", attempt.map(String.init) ?? "", outcome ?? "",
            Terminal.safe(detail ?? ""),
        ]
    }

    /// The row without columns, for entries that come later.
    var line: String {
        cells.filter { !$0.isEmpty }.joined(separator: "  ")
    }
}

extension StepInstance {
    /// The name without the node, which has a column of its own.
    fileprivate var nodeless: String {
        StepInstance(step: step, node: nil, item: item).description
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
        case .definitionMigrated: "definitionMigrated"
        case .cancelRequested: "cancelRequested"
        case .operatorDecided: "operatorDecided"
        }
    }
}
