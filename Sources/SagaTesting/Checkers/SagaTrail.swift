public import Journal
public import Steps

/// The history of one saga.
public struct SagaTrail: Sendable {
    /// The saga.
    public var saga: String
    /// Its entries in the order of the journal.
    public var records: [HistoryRecord]

    /// Puts a trail together.
    public init(saga: String, records: [HistoryRecord]) {
        self.saga = saga
        self.records = records
    }

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
            case .sagaCompleted: status = .completed
            case .sagaCompensated: status = .compensated
            case .sagaAbandoned: status = .abandoned
            case .sagaAccepted, .attemptStarted, .attemptEnded, .attemptInterrupted, .stepSettled:
                break
            }
        }
        return status
    }

    /// When it started, if it did.
    public var startedAt: Timestamp? {
        records.first { $0.type == .sagaStarted }?.time
    }

    /// When it ended, if it did.
    public var endedAt: Timestamp? {
        records.first { $0.type.isTerminal }?.time
    }

    /// Walks through the entries, and shows each together with what was known of the steps before.
    func walk(_ body: (_ record: HistoryRecord, _ before: StepTraces) -> Void) {
        var traces = StepTraces(probed: probedSteps)
        for record in records {
            body(record, traces)
            traces.apply(record)
        }
    }

    /// What is known of the steps at the end.
    var traces: StepTraces {
        var traces = StepTraces(probed: probedSteps)
        for record in records { traces.apply(record) }
        return traces
    }

    /// A history does not say which steps can be probed, only which were.
    private var probedSteps: Set<String> {
        Set(records.filter { $0.call == .probe }.compactMap(\.instance?.step))
    }
}
