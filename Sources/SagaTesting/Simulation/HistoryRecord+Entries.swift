internal import Journal
internal import SagaEngine
internal import Steps

extension HistoryRecord {
    /// The entries of a saga that was not migrated; instead of their times, which may jump, what
    /// stands for their order.
    ///
    /// - Parameter start: the saga at its first entry.
    static func records(of saga: Simulation.Record, _ start: SagaMachine) -> [HistoryRecord] {
        let names = start.plan.instances.map { InstanceName($0) }
        return saga.entries.indices.map { index in
            let entry = saga.entries[index]
            var record = HistoryRecord(
                saga: "\(entry.saga)", sequence: entry.sequence,
                time: Timestamp(rawValue: Int64(saga.orders[index])), type: entry.fact.kind,
                hash: "\(saga.hashes[index])")
            record.take(entry.fact, names)
            if case .sagaAccepted(let acceptance) = entry.fact {
                record.acceptance = AcceptanceRecord(acceptance, locks: start.lockNames)
            }
            return record
        }
    }

    private mutating func take(_ fact: Fact, _ names: [InstanceName]) {
        switch fact {
        case .attemptStarted(let attempt): name(attempt, names)
        case .attemptEnded(let attempt, let result):
            name(attempt, names)
            outcome = result.outcome.description
            status = result.status
            applied = result.applied
            detail = result.detail
        case .attemptInterrupted(let attempt, _):
            name(attempt, names)
            outcome = Outcome.unknown.description
        case .stepSettled(let step, let settlement, let reason):
            instance = names[step]
            outcome = settlement.description
            detail = reason
        case .compensationStarted(let reason), .sagaParked(let reason): detail = reason
        case .operatorDecided(let decision, let by, let reason):
            instance = decision.step.map { names[$0] }
            if case .settle(_, let known) = decision { outcome = known.description }
            detail = reason
            self.decision = Decision.Word(rawValue: decision.word).map { Decision($0, by: by) }
        case .definitionMigrated(let hash, let renamed, _):
            migration = Migration(definition: "\(hash)", renamed: renamed)
        default: break
        }
    }

    private mutating func name(_ attempt: Attempt, _ names: [InstanceName]) {
        instance = names[attempt.step]
        call = attempt.kind
        self.attempt = attempt.number
    }
}

extension Fact {
    fileprivate var kind: HistoryRecord.Kind {
        switch self {
        case .sagaAccepted: .sagaAccepted
        case .sagaStarted: .sagaStarted
        case .attemptStarted: .attemptStarted
        case .attemptEnded: .attemptEnded
        case .attemptInterrupted: .attemptInterrupted
        case .stepSettled: .stepSettled
        case .compensationStarted: .compensationStarted
        case .sagaParked: .sagaParked
        case .sagaRetried: .sagaRetried
        case .sagaCompleted: .sagaCompleted
        case .sagaCompensated: .sagaCompensated
        case .sagaAbandoned: .sagaAbandoned
        case .signalReceived: .signalReceived
        case .definitionMigrated: .definitionMigrated
        case .cancelRequested: .cancelRequested
        case .operatorDecided: .operatorDecided
        }
    }
}

extension AcceptanceRecord {
    fileprivate init(_ acceptance: Acceptance, locks: [String]) {
        self.init(
            workflow: acceptance.workflow, definition: "\(acceptance.definition)",
            job: acceptance.job, key: acceptance.key, inputs: acceptance.inputs,
            nodes: acceptance.nodes, priority: acceptance.priority,
            notBefore: acceptance.notBefore,
            parent: acceptance.parent.map {
                Parent(saga: "\($0.saga)", step: $0.step, kind: $0.kind)
            }, schedule: acceptance.schedule, locks: locks)
    }
}
