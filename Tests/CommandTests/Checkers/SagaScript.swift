import Journal
import SagaTesting
import Steps

/// Writes down by hand what one saga did, in the journal and in the nodes' ledgers.
struct SagaScript {
    let id: String
    let group: String
    private(set) var workflow: WorkflowDefinition
    private(set) var definitions: [String: WorkflowDefinition]
    private(set) var records: [HistoryRecord] = []
    private(set) var ledgers: [String: [LedgerRecord]] = [:]
    private let acceptance: AcceptanceRecord
    private let acceptedAt: Int64
    private var tries: [String: [CallKind: Int]] = [:]
    /// The time of the next entry, which is a millisecond later.
    var now: Int64

    init(
        _ workflow: WorkflowDefinition, at microseconds: UInt64 = 1_000_000, group: String = "5",
        inputs: [String: Value] = [:], nodes: [String] = ["node01", "node02"],
        key: String? = nil, parent: AcceptanceRecord.Parent? = nil, locks: [String]? = nil,
        started: Bool = true
    ) throws {
        let version = try Self.version(of: workflow)
        id = "\(SagaID(microseconds: microseconds, random: 7))"
        self.workflow = workflow
        self.group = group
        definitions = [version: workflow]
        acceptedAt = Int64(microseconds / 1_000)
        now = acceptedAt
        acceptance = AcceptanceRecord(
            workflow: workflow.name, definition: version, job: "job",
            key: key ?? "groupId=\(group)",
            inputs: inputs.merging(["groupId": .string(group)]) { own, _ in own }, nodes: nodes,
            parent: parent, locks: locks ?? (parent == nil ? ["group/\(group)"] : []))
        add(.sagaAccepted)
        if started { add(.sagaStarted) }
    }

    private static func version(of workflow: WorkflowDefinition) throws -> String {
        ContentHash(of: try workflow.canonicalJSON()).description
    }

    /// An entry; what it is about is named as in keys: `create#2@node01`.
    mutating func add(
        _ type: HistoryRecord.Kind, _ name: String? = nil, _ call: CallKind? = nil,
        attempt: Int? = nil, outcome: String? = nil, applied: Bool? = nil,
        migration: HistoryRecord.Migration? = nil
    ) {
        now += 1
        let sequence = records.count + 1
        let digits = "\(id)\(sequence)"
        records.append(
            HistoryRecord(
                saga: id, sequence: sequence,
                time: Timestamp(rawValue: sequence == 1 ? acceptedAt : now), type: type,
                instance: name.flatMap { InstanceName($0) }, call: call, attempt: attempt,
                outcome: outcome, applied: applied,
                hash: String(repeating: "0", count: 32 - digits.utf8.count) + digits,
                acceptance: sequence == 1 ? acceptance : nil, migration: migration))
    }

    /// The entry before a call, and the request that its node receives.
    mutating func start(_ name: String, _ call: CallKind = .action) {
        tries[name, default: [:]][call, default: 0] += 1
        add(.attemptStarted, name, call, attempt: tries[name]?[call])
        now += 1
        guard let instance = InstanceName(name), let node = instance.node,
            let step = workflow.steps.first(where: { $0.id == instance.step }),
            case .http(let request)? = step.call(call)?.operation
        else { return }
        let place = (ledgers[node] ?? []).count + 1
        ledgers[node, default: []].append(
            LedgerRecord(
                seq: place, time: now, method: request.method,
                groupId: group, timestamp: SagaID(id).map { "\($0.microseconds)" },
                idempotencyKey: "\(id)/\(name)/\(call)"))
    }

    /// The entry after a call; what succeeded has changed its node.
    mutating func end(
        _ name: String, _ call: CallKind = .action, _ outcome: String = "succeeded",
        applied: Bool? = nil
    ) {
        let isChange = outcome == "succeeded" && (call == .action || call == .compensation)
        let key = "\(id)/\(name)/\(call)"
        if isChange, let node = InstanceName(name)?.node,
            let row = ledgers[node]?.lastIndex(where: { $0.idempotencyKey == key })
        {
            ledgers[node]?[row].applied = true
            ledgers[node]?[row].appliedAt = now
        }
        add(
            .attemptEnded, name, call, attempt: tries[name]?[call], outcome: outcome,
            applied: applied)
    }

    /// A call from its entry to its reply.
    mutating func call(
        _ name: String, _ call: CallKind = .action, _ outcome: String = "succeeded",
        applied: Bool? = nil
    ) {
        start(name, call)
        end(name, call, outcome, applied: applied)
    }

    mutating func settle(_ name: String, _ outcome: String) {
        add(.stepSettled, name, outcome: outcome)
    }

    /// Says something else of the last call than what its node did.
    mutating func rewriteLast(outcome: String) {
        records[records.count - 1].outcome = outcome
    }

    /// Lets two nodes show each other's ledger.
    mutating func swapLedgers(_ one: String, _ other: String) {
        (ledgers[one], ledgers[other]) = (ledgers[other], ledgers[one])
    }

    /// Goes on with another version.
    mutating func migrate(
        to version: WorkflowDefinition, renamed: [String: String] = [:]
    ) throws {
        let hash = try Self.version(of: version)
        definitions[hash] = version
        add(.definitionMigrated, migration: .init(definition: hash, renamed: renamed))
        workflow = version
        var moved: [String: [CallKind: Int]] = [:]
        for (name, counts) in tries {
            guard var instance = InstanceName(name) else { continue }
            instance.step = renamed[instance.step] ?? instance.step
            moved["\(instance)"] = counts
        }
        tries = moved
    }

    /// How it is listed.
    var listed: SagaRecord {
        let trail = SagaTrail(saga: id, records: records, definitions: definitions)
        return SagaRecord(
            id: id, workflow: acceptance.workflow, key: acceptance.key, job: acceptance.job,
            status: trail.status, acceptedAt: Timestamp(rawValue: acceptedAt),
            endedAt: trail.endedAt)
    }
}

extension Evidence {
    /// What these sagas leave behind; what the nodes hold is not looked at.
    init(_ sagas: [SagaScript]) {
        self.init(
            sagas: sagas.map(\.listed), history: sagas.flatMap(\.records),
            definitions: sagas.reduce(into: [:]) { all, saga in
                all.merge(saga.definitions) { first, _ in first }
            },
            ledgers: sagas.reduce(into: [:]) { all, saga in
                all.merge(saga.ledgers, uniquingKeysWith: +)
            })
    }
}
