internal import Journal
internal import SagaEngine
internal import Steps
internal import Transport

/// The world of one run of a rehearsal: one saga, stub nodes, and a schedule of what goes wrong.
final class Stage {
    /// The key of the only saga, which all places begin with.
    static let key = "saga"

    /// A call that arrived at a node.
    struct Arrival {
        /// The call, such as `saga/create@node01/action/1`.
        let place: String
        let caller: StubCaller
        let node: String
        /// What was asked, such as `POST /v1/group`.
        let title: String
        let status: Int
        /// Why it was refused.
        let reason: String?
    }

    /// An answered probe, and what was the case then.
    struct Probing {
        let caller: StubCaller
        let arrival: Int
        /// Whether the action was in effect, as far as can be told.
        let truth: Bool?
        /// What the definition makes of the answer.
        let verdict: Bool
    }

    /// A saga that waited for an operator.
    struct Parking {
        let label: String
        /// The step that it cannot do or undo, if the reason names one.
        let instance: StepInstance?
        let reason: String
        /// How much had arrived by then.
        let arrivals: Int
        /// Whether only an operator could have helped.
        let isExcused: Bool
    }

    let wave: Wave
    let schedule: Set<Fault>
    var nodes: StubNodes
    /// The calls that were made, in order, each once.
    private(set) var places: [(place: String, isAction: Bool)] = []
    private(set) var arrivals: [Arrival] = []
    private(set) var probings: [String: Probing] = [:]
    private(set) var parkings: [Parking] = []
    /// The reads among the calls that arrived.
    private(set) var reads: [Call] = []
    /// Whether something is wrong already, so that nothing is learned by going on.
    private(set) var isDecided = false
    private var known: Set<String> = []

    init(
        _ workflow: WorkflowDefinition, inputs: [String: Value], nodes: StubNodes,
        schedule: [Fault]
    ) {
        wave = Wave(
            moment: 0, job: "rehearsal", workflow: workflow,
            submissions: [Submission(key: Self.key, inputs: inputs)], isRepeated: false)
        self.schedule = Set(schedule)
        self.nodes = nodes
    }

    /// A call is made.
    func note(_ place: String, _ request: SimulatedRequest) {
        note(place, isAction: request.call.kind == .action)
    }

    func note(_ place: String, isAction: Bool) {
        if known.insert(place).inserted { places.append((place, isAction)) }
    }

    /// A saga waits for an operator.
    ///
    /// - Parameter faults: what has gone wrong so far.
    func parked(_ record: Simulation.Record, _ reason: String, after faults: [Fault]) {
        let instance = record.plan.instances.first { reason.contains("\($0) ") }
        let parking = Parking(
            label: record.label, instance: instance, reason: reason, arrivals: arrivals.count,
            isExcused: isExcused(record.label, reason, faults))
        parkings.append(parking)
        if !parking.isExcused { isDecided = true }
    }

    /// Lets a node, or this machine, do what it is asked.
    func receive(_ request: SimulatedRequest, in simulation: Simulation) -> WireReply {
        let caller = simulation.caller(of: request)
        let truth = request.call.kind == .probe ? nodes.isInEffect(caller) : nil
        let answer = nodes.receive(request, from: caller)
        let title: String
        if case .http(let http) = request.call.operation {
            title = "\(http.method) \(http.path)"
            if http.method == "GET" { reads.append(request.call) }
        } else {
            title = "the program"
        }
        arrivals.append(
            Arrival(
                place: request.place, caller: caller,
                node: request.call.instance.node ?? StubNodes.here, title: title,
                status: answer.status, reason: answer.reason))
        simulation.trace("  \(title)\(answer.reason.map { ": \($0)" } ?? "")")
        if request.call.kind == .probe, let probe = request.step.probe {
            let outcome = request.call.statuses.outcome(of: answer.status)
            let verdict = probe.applied.holds { reference in
                switch reference {
                case .reply(.status): .integer(Int64(answer.status))
                case .reply(let path): answer.values[path]
                default: request.scope(reference)
                }
            }
            // What the definition compares it with may be known to the engine alone.
            let isPlain = probe.applied.references.allSatisfy(\.isPlain)
            if outcome == .succeeded, isPlain {
                probings[request.place] = Probing(
                    caller: caller, arrival: arrivals.count - 1, truth: truth, verdict: verdict)
                if let truth, truth != verdict { isDecided = true }
            }
        }
        return request.replies.reply(answer.status, answer.values)
    }
}

extension Reference {
    /// Whether a simulation knows its value without the engine.
    fileprivate var isPlain: Bool {
        switch self {
        case .before, .stepReply, .stepOutput: false
        case .input, .nodeName, .nodeTimestamps, .sagaID, .sagaTimestamp, .reply, .item: true
        }
    }
}

extension Simulation {
    /// Who makes a call.
    func caller(of request: SimulatedRequest) -> StubCaller {
        let record = records[request.call.saga]
        var steps = [request.step]
        var parent = record?.parent
        while let child = parent, let above = records[child.saga] {
            let id = above.plan.instances[child.step].step
            if let step = definitions[above.definition]?.steps.first(where: { $0.id == id }) {
                steps.append(step)
            }
            parent = above.parent
        }
        return StubCaller(
            label: record?.label ?? Stage.key, instance: request.call.instance,
            kind: request.call.kind, steps: steps)
    }
}
