import Journal
import SagaTesting
import Steps
import Testing

/// A way to spoil a sound history, and the promise that it breaks.
struct Plant: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let promise: String
    let spoil: @Sendable (inout Evidence) -> Void

    private init(
        _ promise: String, _ what: String, _ spoil: @escaping @Sendable (inout Evidence) -> Void
    ) {
        testDescription = what
        self.promise = promise
        self.spoil = spoil
    }

    static let all = [
        Plant("P1", "an acknowledged submission is lost") { evidence in
            evidence.acknowledged.append(.init(job: "job", key: "groupId=7"))
        },
        Plant("P1", "a key is accepted twice") { $0.sagas[1].key = $0.sagas[0].key },
        Plant("P1", "a saga is not listed") { $0.sagas.removeLast() },
        Plant("P2", "an entry is missing") { $0.history.remove(at: 3) },
        Plant("P2", "a hash is missing") { $0.history[2].hash = nil },
        Plant("P3", "a request was not journaled") { evidence in
            evidence.ledgers["node02", default: []] += evidence.ledgers["node02", default: []]
        },
        Plant("P3", "an action arrives twice where only reads may") { evidence in
            evidence.arrivalsPerRead = 4
            evidence.ledgers["node02", default: []] += evidence.ledgers["node02", default: []]
        },
        Plant("P3", "a request was sent before it was journaled") { evidence in
            evidence.ledgers["node02"]?[0].time = 1_000
        },
        Plant("P4", "an action is applied twice") { evidence in
            evidence.ledgers["node01"]?[0].applied = true
        },
        Plant("P4", "a compensation has no effect") { evidence in
            for index in evidence.ledgers["node01", default: []].indices
            where evidence.ledgers["node01"]?[index].method == "DELETE" {
                evidence.ledgers["node01"]?[index].applied = false
            }
        },
        Plant("P4", "a key comes with another body") { evidence in
            evidence.ledgers["node01"]?[0].bodyHash = "other"
        },
        Plant("P5", "a step is tried again after its success") { evidence in
            evidence.plant(after: 10, .attemptStarted, "node02", .action, attempt: 2)
        },
        Plant("P5", "a probe asks when nothing is in doubt") { evidence in
            evidence.plant(after: 10, .attemptStarted, "node02", .probe, attempt: 1)
        },
        Plant("P5", "a request has its effect after the saga's end") { evidence in
            evidence.ledgers["node02"]?[0].appliedAt = 1_500
        },
        Plant("P6", "an action starts before the one before it succeeded") { evidence in
            evidence.history[7].outcome = "unreachable"
        },
        Plant("P6", "an action starts after the turn") { evidence in
            let turn = evidence.history.firstIndex { $0.type == .compensationStarted } ?? 0
            evidence.plant(after: turn + 1, .attemptStarted, "node03", .action, attempt: 1)
        },
        Plant("P6", "completed without a step") { evidence in
            evidence.history[9].outcome = "unknown"
        },
        Plant("P7", "a compensation is skipped") { evidence in
            evidence.history.removeAll { $0.call == .compensation }
        },
        Plant("P7", "what was refused is compensated") { evidence in
            let turn = evidence.history.firstIndex { $0.type == .compensationStarted } ?? 0
            evidence.plant(after: turn + 1, .attemptStarted, "node03", .compensation, attempt: 1)
        },
        Plant("P9", "an entry comes after the end") { evidence in
            evidence.plant(after: evidence.history.count, .sagaRetried)
        },
        Plant("P10", "the list says something else") { $0.sagas[0].status = .compensated },
        Plant("P10", "a node lacks a group") { $0.contents["node02"]?["5"] = nil },
        Plant("P10", "a group of somebody else was changed") { evidence in
            evidence.contents["node02"]?["6"] = "2000000"
        },
        Plant("P10", "a group was left behind") { $0.contents["node01"]?["6"] = "2000000" },
        Plant("P2", "a definition is missing") { $0.definitions = [:] },
        Plant("P9", "a saga ends twice") { evidence in
            evidence.plant(after: evidence.history.count, .sagaCompensated)
        },
    ]
}

extension Evidence {
    /// Adds an entry behind the first `count`, in the saga of the entry before it.
    fileprivate mutating func plant(
        after count: Int, _ type: HistoryRecord.Kind, _ node: String? = nil,
        _ call: CallKind? = nil, attempt: Int? = nil
    ) {
        var record = history[count - 1]
        record.type = type
        record.instance = node.map { InstanceName(step: "create", node: $0) }
        record.call = call
        record.attempt = attempt
        record.outcome = nil
        history.insert(record, at: count)
    }
}

extension Evidence {
    /// A saga that completed after a doubt, and one that was compensated.
    static func sound() throws -> Evidence {
        var evidence = Evidence([try completed(), try compensated()])
        evidence.initial = ["node01": [:], "node02": ["6": "other"]]
        evidence.contents = [
            "node01": ["5": "1000000"], "node02": ["5": "1000000", "6": "other"],
        ]
        evidence.acknowledged = [Submission(job: "job", key: "groupId=5")]
        return evidence
    }

    private static func completed() throws -> SagaScript {
        var saga = try SagaScript(.create())
        saga.call("create@node01", .action, "unknown")
        saga.call("create@node01", .probe, applied: false)
        saga.call("create@node01")
        saga.call("create@node02")
        saga.add(.sagaCompleted)
        return saga
    }

    private static func compensated() throws -> SagaScript {
        var saga = try SagaScript(.create(), at: 2_000_000, group: "6")
        saga.call("create@node01")
        saga.call("create@node02", .action, "rejected")
        saga.add(.compensationStarted)
        saga.call("create@node01", .compensation)
        saga.add(.sagaCompensated)
        return saga
    }
}
