/// An HTTP request as a workflow defines it.
public struct HTTPRequestDefinition: Hashable, Sendable, Codable {
    /// The method, in capitals.
    public var method: String
    /// The path below the node's endpoint, starting with a slash; values filled in are escaped.
    public var path: Template
    /// Headers of this request; the node's own are added when it is sent.
    public var headers: [String: Template]
    /// The body, if any.
    public var body: Body?
    /// The name of the secret that is sent as a bearer token, if any; the cluster file says where
    /// it is, and nothing ever writes it down.
    public var bearer: String?

    /// A request's body.
    public enum Body: Hashable, Sendable, Codable {
        /// JSON, written in YAML.
        case json(BodyTemplate)
        /// Text; its type is `text/plain` unless a header says otherwise.
        case text(Template)
    }

    /// Puts a request together.
    public init(
        method: String, path: Template, headers: [String: Template] = [:], body: Body? = nil,
        bearer: String? = nil
    ) {
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
        self.bearer = bearer
    }

    /// All that the request refers to.
    public var references: [Reference] {
        let body =
            switch self.body {
            case .json(let json)?: json.references
            case .text(let text)?: text.references
            case nil: [Reference]()
            }
        return path.references
            + headers.sorted { $0.key < $1.key }.flatMap(\.value.references) + body
    }
}
