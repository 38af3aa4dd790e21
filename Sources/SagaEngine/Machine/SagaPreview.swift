public import Steps

/// The requests of a saga that has not been submitted, in the order in which they would be sent.
///
/// What only a reply can tell stands there as its reference, such as `${before.headers.etag}`.
public struct SagaPreview: Sendable {
    /// One request.
    public struct Request: Sendable {
        /// The step and the node.
        public let instance: StepInstance
        /// Why it would be sent.
        public let kind: CallKind
        /// The method.
        public let method: String
        /// The path.
        public let path: String
        /// Headers as `name: value`, in order of name.
        public let headers: [String]
        /// The body, if any.
        public let body: String?
    }

    /// The locks that the saga would hold.
    public let locks: [String]
    /// The forward requests in order, then the compensations in theirs.
    public let requests: [Request]

    /// Works out the requests.
    public init(
        of workflow: WorkflowDefinition, inputs: [String: Value], in cluster: ClusterDefinition
    ) {
        let steps = workflow.steps.flatMap { step -> [(StepDefinition, String)] in
            switch step.target {
            case .everyNode: cluster.nodeNames.map { (step, $0) }
            case .node(let node): [(step, node)]
            }
        }
        func scope(_ node: String?) -> Scope {
            { reference in
                switch reference {
                case .input(let name): inputs[name]
                case .nodeName: node.map(Value.string)
                case .nodeTimestamps:
                    node.flatMap { cluster.nodes[$0] }.map { .bool($0.timestamps) }
                default: .string("${\(reference)}")
                }
            }
        }
        func request(_ step: StepDefinition, _ node: String, _ kind: CallKind) -> Request? {
            guard let definition = step.request(kind) else { return nil }
            // What earlier replies decide is not known yet, so such a step may run.
            if let when = step.when, when.references.allSatisfy(\.isKnownBefore),
                !when.holds(in: scope(node))
            {
                return nil
            }
            if kind == .before, step.before?.when?.holds(in: scope(node)) == false { return nil }
            let headers = definition.headers.sorted { $0.key < $1.key }.compactMap { header in
                (try? header.value.text(in: scope(node))).map { "\(header.key): \($0)" }
            }
            return Request(
                instance: StepInstance(step: step.id, node: node), kind: kind,
                method: definition.method,
                path: (try? definition.path.text(in: scope(node))) ?? definition.path.source,
                headers: headers, body: try? definition.json?.json(in: scope(node)))
        }
        locks = workflow.locks.compactMap { try? $0.text(in: scope(nil)) }.sorted()
        let forward = steps.flatMap { step, node in
            [CallKind.before, .action, .probe].compactMap { request(step, node, $0) }
        }
        let backward = steps.reversed().compactMap { request($0, $1, .compensation) }
        requests = forward + backward
    }
}

extension Reference {
    /// Whether it has its value before anything is sent.
    fileprivate var isKnownBefore: Bool {
        switch self {
        case .input, .nodeName, .nodeTimestamps: true
        case .sagaID, .sagaTimestamp, .before, .reply, .stepReply: false
        }
    }
}
