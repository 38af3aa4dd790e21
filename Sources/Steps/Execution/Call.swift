/// One try of one call, ready to be made.
public struct Call: Hashable, Sendable {
    /// The saga that it belongs to.
    public let saga: SagaID
    /// The step, and where it runs.
    public let instance: StepInstance
    /// Why it is made.
    public let kind: CallKind
    /// What it is for the node: a compensation that undoes nothing that was asked of the node, but
    /// a program's doing or another saga's, is an action there.
    public let direction: CallKind
    /// The number of this try, from 1; the idempotency key stays the same from try to try.
    public let attempt: Int
    /// What is done.
    public let operation: Operation
    /// What the reply's status, or a program's exit code, means.
    public let statuses: StatusRules
    /// How long it may take.
    public let timeout: Milliseconds
    /// The parts of the reply that are wanted.
    public let captures: Set<ReplyPath>
    /// Whether it is a look by a person and no try of the saga: then it goes without the saga's
    /// key, by which a node would take it for one.
    public var isLook = false

    /// What is done, with everything filled in.
    public enum Operation: Hashable, Sendable {
        /// A request is sent to the instance's node.
        case http(Request)
        /// A local program is run, by the name that the cluster file gives it.
        case program(name: String, arguments: [String])
        /// What Swift code has registered under a name is run, with this JSON.
        case registered(name: String, input: String?)
    }

    /// An HTTP request with everything filled in but its secret.
    public struct Request: Hashable, Sendable {
        /// The method, in capitals.
        public var method: String
        /// The escaped path, starting with a slash.
        public var path: String
        /// Headers as name and value, in order of name.
        public var headers: [(name: String, value: String)]
        /// The body, if any.
        public var body: String?
        /// The name of the secret that is sent as a bearer token, if any.
        public var bearer: String?

        /// Puts a request together.
        public init(
            method: String, path: String, headers: [(name: String, value: String)] = [],
            body: String? = nil, bearer: String? = nil
        ) {
            self.method = method
            self.path = path
            self.headers = headers
            self.body = body
            self.bearer = bearer
        }

        /// Equal when all that would be sent is.
        public static func == (left: Request, right: Request) -> Bool {
            left.method == right.method && left.path == right.path && left.body == right.body
                && left.bearer == right.bearer
                && left.headers.elementsEqual(right.headers, by: ==)
        }

        /// Feeds what identifies the request.
        public func hash(into hasher: inout Hasher) {
            hasher.combine(method)
            hasher.combine(path)
            hasher.combine(body)
        }
    }

    /// Puts a call together.
    ///
    /// - Parameter direction: what it is for the node; `nil`: the same as for the saga.
    public init(
        saga: SagaID, instance: StepInstance, kind: CallKind, direction: CallKind? = nil,
        attempt: Int, operation: Operation, statuses: StatusRules, timeout: Milliseconds,
        captures: Set<ReplyPath>
    ) {
        self.saga = saga
        self.instance = instance
        self.kind = kind
        self.direction = direction ?? kind
        self.attempt = attempt
        self.operation = operation
        self.statuses = statuses
        self.timeout = timeout
        self.captures = captures
    }

    /// The key by which a node recognises the same request sent again: `SAGA/INSTANCE/KIND`.
    public var idempotencyKey: String { idempotencyKey(saga.description) }

    /// - Parameter saga: the saga's id as text.
    func idempotencyKey(_ saga: String) -> String {
        var key = ""
        key.reserveCapacity(80)
        key += saga
        key += "/"
        key += instance.description
        key += "/"
        key += kind.description
        return key
    }
}

/// What came of one try.
public struct CallResult: Hashable, Sendable {
    /// What is known about its effect.
    public var outcome: Outcome
    /// The reply's status code, if a reply came.
    public var status: Int?
    /// What happened, in words, for people; escaped and bounded.
    public var detail: String
    /// The wanted parts of the reply.
    public var reply: CapturedReply
    /// How long the node asked to be left alone.
    public var retryAfter: Milliseconds?

    /// Puts a result together.
    public init(
        _ outcome: Outcome, status: Int? = nil, detail: String = "", reply: CapturedReply = [:],
        retryAfter: Milliseconds? = nil
    ) {
        self.outcome = outcome
        self.status = status
        self.detail = detail
        self.reply = reply
        self.retryAfter = retryAfter
    }
}

/// Makes calls; an implementation knows a wire protocol, or what is to be done, and nothing of
/// sagas.
public protocol StepExecutor: Sendable {
    /// Makes one call and says what is known of its effect.
    ///
    /// Never throws: what goes wrong is an outcome. Must return within about the call's timeout.
    func execute(_ call: Call) async -> CallResult
}
