package import NIOCore
package import NIOHTTP1

/// A request as it goes over a connection; the path is relative to the endpoint's URL.
package struct WireRequest: Sendable {
    package var method: HTTPMethod
    /// Escaped, starting with a slash.
    package var path: String
    /// Without `Host`, `Content-Length` and `Connection`, which the connection adds.
    package var headers: HTTPHeaders
    /// Headers that are sent as well, unless ``headers`` has one of their name.
    package var defaults: HTTPHeaders
    /// Sent as `Idempotency-Key`, whatever the headers say.
    package var idempotencyKey: String?
    package var body: ByteBuffer?

    package init(
        method: HTTPMethod, path: String, headers: HTTPHeaders = [:],
        defaults: HTTPHeaders = [:], idempotencyKey: String? = nil, body: ByteBuffer? = nil
    ) {
        self.method = method
        self.path = path
        self.headers = headers
        self.defaults = defaults
        self.idempotencyKey = idempotencyKey
        self.body = body
    }
}
