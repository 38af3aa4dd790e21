/// Something that a step does: its action, the read before it, its probe or its compensation.
public struct CallDefinition: Hashable, Sendable, Codable {
    /// What is done.
    public var operation: Operation
    /// What the reply's status, or a program's exit code, means.
    public var statuses: StatusRules
    /// What a reply of good status has to say besides; if it does not, nothing is known for sure.
    public var expect: Condition?
    /// How long one try may take.
    public var timeout: Milliseconds
    /// How often it is tried.
    public var retry: RetryPolicy

    /// The time a try may take where a workflow does not say.
    public static let defaultTimeout = Milliseconds.seconds(10)

    /// Puts a call together.
    public init(
        _ operation: Operation, statuses: StatusRules = StatusRules(), expect: Condition? = nil,
        timeout: Milliseconds = defaultTimeout, retry: RetryPolicy = .forward
    ) {
        self.operation = operation
        self.statuses = statuses
        self.expect = expect
        self.timeout = timeout
        self.retry = retry
    }

    /// Puts the call of a node's API together.
    public init(
        method: String, path: Template, headers: [String: Template] = [:],
        json: BodyTemplate? = nil, statuses: StatusRules = StatusRules(),
        timeout: Milliseconds = defaultTimeout, retry: RetryPolicy = .forward
    ) {
        let request = HTTPRequestDefinition(
            method: method, path: path, headers: headers, body: json.map { .json($0) })
        self.init(.http(request), statuses: statuses, timeout: timeout, retry: retry)
    }

    /// All that the call refers to, but for what is said of its reply.
    public var references: [Reference] {
        operation.references
    }
}

/// What a call does.
public enum Operation: Hashable, Sendable, Codable {
    /// Sends a request to a node (`POST: /v1/group`).
    case http(HTTPRequestDefinition)
    /// Runs a local program (`exec: [PROGRAM, ARGUMENT…]`), never through a shell; the first word
    /// is a name that the cluster file allows.
    case program(name: String, arguments: [Template])
    /// Runs what Swift code has registered under a name (`use: NAME`).
    case registered(name: String, input: BodyTemplate?)
    /// Lets time pass (`sleep: 10m`).
    case sleep(Milliseconds)
    /// Waits for somebody to say yes or no (`signal: QUESTION`).
    case signal(SignalDefinition)
    /// Runs another saga (`saga: WORKFLOW`).
    case saga(ChildDefinition)

    /// The key of workflow files that stands for it.
    var word: String {
        switch self {
        case .http(let request): request.method
        case .program: "exec"
        case .registered: "use"
        case .sleep: "sleep"
        case .signal: "signal"
        case .saga: "saga"
        }
    }

    /// Whether the engine itself sees to it, without a worker: it holds no slot however long it
    /// takes, and goes on after a crash instead of being tried again.
    public var isWait: Bool {
        switch self {
        case .http, .program, .registered: false
        case .sleep, .signal, .saga: true
        }
    }

    /// Whether it can have an effect that would have to be undone.
    public var hasEffect: Bool {
        switch self {
        case .http(let request): !HTTPMethods.safe.contains(request.method)
        case .program, .registered, .saga: true
        case .sleep, .signal: false
        }
    }

    /// All that it refers to.
    public var references: [Reference] {
        switch self {
        case .http(let request): request.references
        case .program(_, let arguments): arguments.flatMap(\.references)
        case .registered(_, let input): input?.references ?? []
        case .sleep: []
        case .signal(let signal): signal.question.references
        case .saga(let child):
            child.inputs.sorted { $0.key < $1.key }.flatMap(\.value.references)
        }
    }
}
