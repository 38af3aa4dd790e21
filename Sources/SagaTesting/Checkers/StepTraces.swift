internal import Steps

/// What is known of all steps of a saga at one moment.
struct StepTraces: Sendable {
    /// What the saga goes by at that moment.
    private(set) var plan: TrailPlan
    private(set) var hasStarted = false
    private(set) var hasTurned = false
    private(set) var isParked = false
    /// Whether somebody wants it undone, and no operator has sent it on since.
    private(set) var isCancelled = false
    /// Whether an operator lets it rest.
    private(set) var isPaused = false
    private var traces: [InstanceName: StepTrace] = [:]
    private let acceptance: AcceptanceRecord
    private let definitions: [String: WorkflowDefinition]

    /// A saga that nothing is done of; `nil` if its definition is not known.
    init?(_ acceptance: AcceptanceRecord?, definitions: [String: WorkflowDefinition]) {
        guard let acceptance, let workflow = definitions[acceptance.definition] else { return nil }
        self.acceptance = acceptance
        self.definitions = definitions
        plan = TrailPlan(workflow, of: acceptance)
    }

    subscript(instance: InstanceName) -> StepTrace {
        traces[instance] ?? StepTrace()
    }

    /// Whether the saga may go on to what comes after it.
    func isPassed(_ instance: InstanceName) -> Bool {
        let trace = self[instance]
        return trace.isDone || trace.isFailed && plan.failurePolicy(of: instance) == .continue
    }

    /// Whether something of it is to be undone, or is being.
    func isToUndo(_ instance: InstanceName) -> Bool {
        plan.step(of: instance)?.compensation != nil && self[instance].needsUndo
    }

    /// The calls under way, in the order of the plan.
    var underWay: [InstanceName] {
        plan.all.filter { self[$0].inFlight != nil }
    }

    /// The pivot, if it has succeeded, or may have: from there on the saga only goes forward.
    var passedPivot: InstanceName? {
        plan.all.first { plan.step(of: $0)?.recovery == .pivot && self[$0].mayBeInEffect }
    }

    mutating func apply(_ record: HistoryRecord) {
        switch record.type {
        case .sagaStarted: hasStarted = true
        case .compensationStarted: hasTurned = true
        case .sagaParked: isParked = true
        case .sagaRetried: retry()
        case .cancelRequested:
            isParked = false
            isCancelled = true
        case .operatorDecided: decide(record.decision?.decision)
        case .definitionMigrated: migrate(record.migration)
        default: break
        }
        guard let instance = record.instance, let step = plan.step(of: instance) else { return }
        traces[instance, default: StepTrace()].apply(record, of: step, hasTurned: hasTurned)
    }

    private mutating func decide(_ decision: HistoryRecord.Decision.Word?) {
        switch decision {
        case .compensate:
            isParked = false
            isCancelled = true
        case .settle, .forward: isParked = false
        case .pause: isPaused = true
        case .unpause: isPaused = false
        case .skip, .unskip, .edit, nil: break
        }
    }

    private mutating func retry() {
        // What runs only tries earlier.
        guard isParked else { return }
        isParked = false
        isCancelled = false
        guard !hasTurned else { return }
        for (instance, trace) in traces where trace.isFailed && !isPassed(instance) {
            traces[instance]?.reopen(hasProbe: plan.step(of: instance)?.probe != nil)
        }
    }

    /// What is known of a step stays known under its new name; entries from here on use that.
    private mutating func migrate(_ migration: HistoryRecord.Migration?) {
        guard let migration, let workflow = definitions[migration.definition] else { return }
        plan = TrailPlan(workflow, of: acceptance)
        var renamed: [InstanceName: StepTrace] = [:]
        for (instance, trace) in traces {
            var name = instance
            name.step = migration.renamed[name.step] ?? name.step
            renamed[name] = trace
        }
        traces = renamed
    }
}
