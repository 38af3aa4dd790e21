public import Journal
public import Steps

/// The history of one saga.
public struct SagaTrail: Sendable {
    /// The saga.
    public var saga: String
    /// Its entries in the order of the journal.
    public var records: [HistoryRecord]
    /// The versions of workflows, by the hashes that entries name.
    public var definitions: [String: WorkflowDefinition]

    /// Puts a trail together.
    public init(
        saga: String, records: [HistoryRecord], definitions: [String: WorkflowDefinition]
    ) {
        self.saga = saga
        self.records = records
        self.definitions = definitions
    }

    /// What the saga is, if its first entry says so.
    public var acceptance: AcceptanceRecord? { records.first?.acceptance }

    /// Where the saga is in its life, folded from its entries.
    public var status: SagaStatus {
        var status = SagaStatus.accepted
        var hasTurned = false
        for record in records {
            switch record.type {
            case .sagaStarted: status = .running
            case .compensationStarted:
                status = .compensating
                hasTurned = true
            case .sagaParked: status = .parked
            case .sagaRetried: status = hasTurned ? .compensating : .running
            // What was parked goes on, to turn.
            case .cancelRequested: if status == .parked { status = .running }
            case .operatorDecided:
                if status == .parked, record.decision?.decision.sendsOn == true {
                    status = hasTurned ? .compensating : .running
                }
            case .sagaCompleted: status = .completed
            case .sagaCompensated: status = .compensated
            case .sagaAbandoned: status = .abandoned
            case .sagaAccepted, .attemptStarted, .attemptEnded, .attemptInterrupted, .stepSettled,
                .signalReceived, .definitionMigrated:
                break
            }
        }
        return status
    }

    /// When it was accepted.
    public var acceptedAt: Timestamp? { records.first?.time }

    /// When it started, if it did.
    public var startedAt: Timestamp? {
        records.first { $0.type == .sagaStarted }?.time
    }

    /// When it ended, if it did.
    public var endedAt: Timestamp? {
        records.first { $0.type.isTerminal }?.time
    }

    /// Walks through the entries, and shows each together with what was known of the steps before.
    ///
    /// A saga of unknown definition has nothing to walk through; ``GapFreeHistory`` finds it.
    func walk(_ body: (_ record: HistoryRecord, _ before: StepTraces) -> Void) {
        guard var traces = StepTraces(acceptance, definitions: definitions) else { return }
        for record in records {
            body(record, traces)
            traces.apply(record)
        }
    }

    /// What a look at each entry finds wrong, with the entry's place in front.
    func complaints(
        _ complaint: (_ record: HistoryRecord, _ before: StepTraces) -> String?
    ) -> [String] {
        var complaints: [String] = []
        walk { record, before in
            guard let text = complaint(record, before) else { return }
            complaints.append("saga \(saga), entry \(record.sequence): \(text)")
        }
        return complaints
    }

    /// What is known of the steps at the end.
    var traces: StepTraces? {
        var traces = StepTraces(acceptance, definitions: definitions)
        for record in records { traces?.apply(record) }
        return traces
    }
}
