public import NIOCore
public import NIOHTTP1

/// What is to be sent; to which endpoint is the client's choice.
public struct Request: Sendable {
    /// The method.
    public var method: HTTPMethod
    /// The escaped path, starting with a slash; the endpoint's own path comes before it.
    public var path: String
    /// Headers, beside the client's own.
    public var headers: HTTPHeaders
    /// The body, if any.
    public var body: ByteBuffer?
    /// From handing it over to the end of its reply, retries included.
    public var timeout: Duration
    /// The key by which endpoints recognise the request sent again; sent as `Idempotency-Key`.
    public var idempotencyKey: String?
    /// Whether it may be sent again after it may have had an effect; `nil`: if its method is safe,
    /// or it has a key and ``TransportSettings/sharesIdempotency`` is set.
    public var isRepeatable: Bool?

    /// Puts a request together.
    public init(
        _ method: HTTPMethod, _ path: String, headers: HTTPHeaders = [:],
        body: ByteBuffer? = nil, timeout: Duration = .seconds(30), idempotencyKey: String? = nil
    ) {
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.idempotencyKey = idempotencyKey
    }

    /// Whether it changes nothing, by its method (RFC 9110, section 9.2.1).
    var isSafe: Bool {
        [.GET, .HEAD, .OPTIONS].contains(method)
    }
}

/// A complete reply, whatever its status.
public struct Reply: Sendable {
    /// The status code, 200 to 599.
    public let status: Int
    /// The headers, read anew each time.
    public var headers: HTTPHeaders { fields.headers }
    let fields: ReplyFields
    /// The body; empty if there is none.
    public let body: ByteBuffer
    /// The URL of the endpoint that served it.
    public let endpoint: String
    /// How often it was sent or tried to be, from 1.
    public let tries: Int
    /// Whether an earlier try may have had an effect, so that a refusal may be its echo.
    public let followsDoubt: Bool

    package init(
        status: Int, headers: HTTPHeaders, body: ByteBuffer, endpoint: String, tries: Int = 1,
        followsDoubt: Bool = false
    ) {
        self.init(
            status: status, fields: ReplyFields(headers), body: body, endpoint: endpoint,
            tries: tries, followsDoubt: followsDoubt)
    }

    init(
        status: Int, fields: ReplyFields, body: ByteBuffer, endpoint: String, tries: Int,
        followsDoubt: Bool
    ) {
        self.status = status
        self.fields = fields
        self.body = body
        self.endpoint = endpoint
        self.tries = tries
        self.followsDoubt = followsDoubt
    }
}
