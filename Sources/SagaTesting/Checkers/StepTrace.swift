internal import Steps

/// What the entries of a saga tell about one step on one node.
///
/// Written apart from the engine's own state machine, so that a mistake there shows here.
struct StepTrace: Hashable, Sendable {
    enum Phase: Hashable, Sendable {
        case open, doubting
        case succeeded, rejected, unknown, skipped
        case undoing, undone
    }

    var phase = Phase.open
    /// Whether the action was ever sent.
    var wasStarted = false
    /// Whether an action's outcome was ever unknown.
    var isDoubtful = false
    /// The request under way.
    var inFlight: CallKind?
    /// Tries by kind.
    var attempts: [CallKind: Int] = [:]

    /// Whether the saga may go on to the next step.
    var isDone: Bool { phase == .succeeded || phase == .skipped }

    /// Whether something of it may be in effect.
    var needsUndo: Bool {
        switch phase {
        case .rejected, .skipped, .undone: false
        case .open: isDoubtful
        case .doubting, .succeeded, .unknown, .undoing: wasStarted
        }
    }

    /// Whether no request may be sent for it any more, whichever way the saga goes.
    var isOver: Bool {
        phase == .rejected || phase == .skipped || phase == .undone
    }

    mutating func apply(_ record: HistoryRecord, hasProbe: Bool) {
        switch record.type {
        case .attemptStarted: start(record)
        case .attemptEnded:
            inFlight = nil
            end(record, hasProbe: hasProbe)
        case .attemptInterrupted:
            inFlight = nil
            if record.call == .action { doubt(hasProbe: hasProbe) }
        case .stepSettled: settle(record.outcome)
        default: break
        }
    }

    private mutating func start(_ record: HistoryRecord) {
        guard let call = record.call else { return }
        inFlight = call
        attempts[call, default: 0] += 1
        if call == .action { wasStarted = true }
        if call == .compensation { phase = .undoing }
    }

    private mutating func end(_ record: HistoryRecord, hasProbe: Bool) {
        switch (record.call, record.outcome) {
        case (.action, "succeeded"): phase = .succeeded
        case (.action, "rejected"): phase = isDoubtful ? .doubting : .rejected
        case (.action, "unknown"): doubt(hasProbe: hasProbe)
        case (.compensation, "succeeded") where !(isDoubtful && hasProbe): phase = .undone
        default: break
        }
    }

    private mutating func doubt(hasProbe: Bool) {
        isDoubtful = true
        phase = hasProbe ? .doubting : .open
    }

    private mutating func settle(_ word: String?) {
        switch word {
        case "succeeded": phase = .succeeded
        case "rejected": phase = .rejected
        case "unknown": phase = .unknown
        case "skipped": phase = .skipped
        case "compensated": phase = .undone
        default: break
        }
    }
}

/// What is known of all steps of a saga, in the order in which they first appear.
struct StepTraces: Sendable {
    private let probed: Set<String>
    private(set) var order: [StepInstance] = []
    private var traces: [StepInstance: StepTrace] = [:]
    private(set) var hasStarted = false
    private(set) var hasTurned = false
    private(set) var isParked = false

    init(probed: Set<String>) {
        self.probed = probed
    }

    subscript(instance: StepInstance) -> StepTrace {
        traces[instance] ?? StepTrace()
    }

    mutating func apply(_ record: HistoryRecord) {
        switch record.type {
        case .sagaStarted: hasStarted = true
        case .compensationStarted: hasTurned = true
        case .sagaParked: isParked = true
        case .sagaRetried: isParked = false
        default: break
        }
        guard let instance = record.instance else { return }
        if traces[instance] == nil { order.append(instance) }
        traces[instance, default: StepTrace()].apply(
            record, hasProbe: probed.contains(instance.step))
    }

    /// The steps that appeared before one did.
    func earlier(than instance: StepInstance) -> ArraySlice<StepInstance> {
        order[..<(order.firstIndex(of: instance) ?? order.endIndex)]
    }

    /// The steps that appeared after one did.
    func later(than instance: StepInstance) -> ArraySlice<StepInstance> {
        order.firstIndex(of: instance).map { order[($0 + 1)...] } ?? []
    }
}
