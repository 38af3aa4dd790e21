/// An HTTP request as a workflow defines it.
public struct RequestDefinition: Hashable, Sendable, Codable {
    /// The method, in capitals.
    public var method: String
    /// The path below the node's endpoint, starting with a slash; values filled in are escaped.
    public var path: Template
    /// Headers of this request; the node's own are added when it is sent.
    public var headers: [String: Template]
    /// The JSON body, if any.
    public var json: BodyTemplate?
    /// What the reply's status means.
    public var statuses: StatusRules
    /// How long one try may take.
    public var timeout: Milliseconds
    /// How often it is tried.
    public var retry: RetryPolicy

    /// The time a try may take where a workflow does not say.
    public static let defaultTimeout = Milliseconds.seconds(10)

    /// Puts a request together.
    public init(
        method: String, path: Template, headers: [String: Template] = [:],
        json: BodyTemplate? = nil, statuses: StatusRules = StatusRules(),
        timeout: Milliseconds = defaultTimeout, retry: RetryPolicy = .forward
    ) {
        self.method = method
        self.path = path
        self.headers = headers
        self.json = json
        self.statuses = statuses
        self.timeout = timeout
        self.retry = retry
    }

    /// All that the request refers to.
    public var references: [Reference] {
        path.references
            + headers.sorted { $0.key < $1.key }.flatMap(\.value.references)
            + (json?.references ?? [])
    }
}
