public import Steps

/// What a saga that has not been submitted would do, in an order in which it could be done.
///
/// What only a reply can tell stands there as its reference, such as `${before.headers.etag}`.
public struct SagaPreview: Sendable {
    /// One call.
    public struct Planned: Sendable {
        /// The step, and where it runs.
        public let instance: StepInstance
        /// What it is for.
        public let kind: CallKind
        /// What is done, in one line: a method and a path, a program, a pause.
        public let title: String
        /// Headers as `name: value`, in order of name.
        public let headers: [String]
        /// The body, if any.
        public let body: String?
        /// The steps that must be done before, where that is not just the one before in the file.
        public let needs: [String]?
    }

    /// The locks that the saga would hold.
    public let locks: [String]
    /// The forward calls in order, then the compensations in theirs.
    public let calls: [Planned]

    /// Works out the calls.
    ///
    /// - Parameter nodes: the saga's; `nil`: all of the cluster.
    public init(
        of workflow: WorkflowDefinition, inputs: [String: Value], nodes: [String]? = nil,
        in cluster: ClusterDefinition
    ) {
        let inputs = workflow.inputs.compactMapValues(\.default).merging(inputs) { $1 }
        let plan = StepPlan(workflow, inputs: inputs, nodes: nodes ?? cluster.nodeNames)
        let view = PreviewScope(inputs: inputs, cluster: cluster)
        locks = workflow.locks.compactMap { try? $0.text(in: view.scope(of: nil)) }.sorted()
        let order = StepGraph(workflow.steps).order
        let instances = order.flatMap { index in
            plan.instances[plan.ranges[index]].map { (workflow.steps[index], $0) }
        }
        let forward = instances.flatMap { step, instance in
            [CallKind.before, .action, .probe].compactMap { view.planned(step, instance, $0) }
        }
        let backward = instances.reversed().compactMap {
            view.planned($0, $1, .compensation)
        }
        calls = forward + backward
    }
}

/// Fills in what is known before anything runs.
private struct PreviewScope {
    let inputs: [String: Value]
    let cluster: ClusterDefinition

    func scope(of instance: StepInstance?) -> Scope {
        { reference in
            switch reference {
            case .input(let name): inputs[name]
            case .item: instance?.item?.value
            case .nodeName: instance?.node.map(Value.string)
            case .nodeTimestamps:
                instance?.node.flatMap { cluster.nodes[$0] }.map { .bool($0.timestamps) }
            default: .string("${\(reference)}")
            }
        }
    }

    func planned(
        _ step: StepDefinition, _ instance: StepInstance, _ kind: CallKind
    ) -> SagaPreview.Planned? {
        guard let call = step.call(kind) else { return nil }
        let scope = scope(of: instance)
        // What earlier replies decide is not known yet, so such a step may run.
        if let when = step.when, when.references.allSatisfy(\.isKnownBefore),
            !when.holds(in: scope)
        {
            return nil
        }
        if kind == .before, step.before?.when?.holds(in: scope) == false { return nil }
        var headers: [String] = []
        var body: String?
        if case .http(let request) = call.operation {
            headers = request.headers.sorted { $0.key < $1.key }.compactMap { name, value in
                (try? value.text(in: scope)).map { "\(name): \($0)" }
            }
            if let bearer = request.bearer { headers.append("Authorization: Bearer <\(bearer)>") }
            body = request.body?.text(in: scope)
        }
        if case .registered(_, let input?) = call.operation { body = try? input.json(in: scope) }
        return SagaPreview.Planned(
            instance: instance, kind: kind, title: call.operation.title(in: scope),
            headers: headers, body: body, needs: kind == .compensation ? nil : step.needs)
    }
}

extension HTTPRequestDefinition.Body {
    fileprivate func text(in scope: Scope) -> String? {
        switch self {
        case .json(let json): try? json.json(in: scope)
        case .text(let text): (try? text.text(in: scope)) ?? text.source
        }
    }
}

extension Operation {
    /// What it does, in one line for people.
    func title(in scope: Scope) -> String {
        func text(_ template: Template) -> String {
            (try? template.text(in: scope)) ?? template.source
        }
        switch self {
        case .http(let request): return "\(request.method) \(text(request.path))"
        case .program(let name, let arguments):
            return (["exec", name] + arguments.map(text)).joined(separator: " ")
        case .registered(let name, _): return "use \(name)"
        case .sleep(let span): return "sleep \(span)"
        case .signal(let signal): return "signal \(text(signal.question))"
        case .saga(let child):
            let inputs = child.inputs.sorted { $0.key < $1.key }.map { "\($0)=\(text($1))" }
            return (["saga", child.name] + inputs).joined(separator: " ")
        }
    }
}

extension Reference {
    /// Whether it has its value before anything is sent.
    fileprivate var isKnownBefore: Bool {
        switch self {
        case .input, .item, .nodeName, .nodeTimestamps: true
        case .sagaID, .sagaTimestamp, .before, .reply, .stepReply, .stepOutput: false
        }
    }
}
