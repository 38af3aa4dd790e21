import Journal
import SagaTesting
import Steps

/// Writes down by hand what one saga did, in the journal and in the nodes' ledgers.
struct SagaScript {
    let id: String
    let group: String
    private let acceptedAt: Int64
    private var now: Int64
    private var tries: [RequestKey: Int] = [:]
    private(set) var records: [HistoryRecord] = []
    private(set) var ledgers: [String: [LedgerRecord]] = [:]

    init(microseconds: UInt64, group: String) {
        id = "\(SagaID(microseconds: microseconds, random: 7))"
        self.group = group
        acceptedAt = Int64(microseconds / 1_000)
        now = acceptedAt
        add(.sagaAccepted)
        add(.sagaStarted)
    }

    mutating func add(
        _ type: HistoryRecord.Kind, _ node: String? = nil, _ call: CallKind? = nil,
        attempt: Int? = nil, outcome: String? = nil
    ) {
        now += 1
        let sequence = records.count + 1
        let digits = "\(id)\(sequence)"
        records.append(
            HistoryRecord(
                saga: id, sequence: sequence,
                time: Timestamp(rawValue: sequence == 1 ? acceptedAt : now), type: type,
                instance: node.map { StepInstance(step: "create", node: $0) }, call: call,
                attempt: attempt, outcome: outcome,
                hash: String(repeating: "0", count: 32 - digits.utf8.count) + digits))
    }

    /// A request from its entry to its reply; `applied` says whether it changed the node.
    mutating func call(
        _ node: String, _ call: CallKind, _ outcome: String, applied: Bool = false
    ) {
        let instance = StepInstance(step: "create", node: node)
        let key = RequestKey(saga: id, instance: instance, call: call)
        tries[key, default: 0] += 1
        add(.attemptStarted, node, call, attempt: tries[key])
        now += 1
        let method =
            switch call {
            case .before, .probe: "GET"
            case .action: "POST"
            case .compensation: "DELETE"
            }
        ledgers[node, default: []].append(
            LedgerRecord(
                seq: ledgers[node, default: []].count + 1, time: now, method: method,
                groupId: group, timestamp: SagaID(id).map { "\($0.microseconds)" },
                idempotencyKey: "\(key)", appliedAt: applied ? now : nil))
        add(.attemptEnded, node, call, attempt: tries[key], outcome: outcome)
    }

    /// How it is listed.
    func record(_ status: SagaStatus) -> SagaRecord {
        SagaRecord(
            id: id, workflow: "create-group", key: "groupId=\(group)", job: "job",
            status: status, acceptedAt: Timestamp(rawValue: acceptedAt),
            endedAt: status.isTerminal ? records.last?.time : nil)
    }
}

extension Evidence {
    /// A saga that completed after a doubt, and one that was compensated.
    static var sound: Evidence {
        let completed = completed()
        let compensated = compensated()
        return Evidence(
            sagas: [completed.record(.completed), compensated.record(.compensated)],
            history: completed.records + compensated.records,
            ledgers: completed.ledgers.merging(compensated.ledgers, uniquingKeysWith: +),
            initial: ["node01": [:], "node02": ["6": "other"]],
            contents: [
                "node01": ["5": "1000000"], "node02": ["5": "1000000", "6": "other"],
            ],
            acknowledged: [Submission(job: "job", key: "groupId=5")])
    }

    private static func completed() -> SagaScript {
        var saga = SagaScript(microseconds: 1_000_000, group: "5")
        saga.call("node01", .action, "unknown")
        saga.call("node01", .probe, "succeeded")
        saga.call("node01", .action, "succeeded", applied: true)
        saga.call("node02", .action, "succeeded", applied: true)
        saga.add(.sagaCompleted)
        return saga
    }

    private static func compensated() -> SagaScript {
        var saga = SagaScript(microseconds: 2_000_000, group: "6")
        saga.call("node01", .action, "succeeded", applied: true)
        saga.call("node02", .action, "rejected")
        saga.add(.compensationStarted)
        saga.call("node01", .compensation, "succeeded", applied: true)
        saga.add(.sagaCompensated)
        return saga
    }
}
