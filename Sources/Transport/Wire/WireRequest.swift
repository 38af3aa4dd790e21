package import NIOCore
package import NIOHTTP1

/// A request as it goes over a connection; the path is relative to the endpoint's URL.
package struct WireRequest: Sendable {
    package var method: HTTPMethod
    /// Escaped, starting with a slash.
    package var path: String
    /// Without `Host`, `Content-Length` and `Connection`, which the connection adds.
    package var headers: HTTPHeaders
    package var body: ByteBuffer?

    package init(
        method: HTTPMethod, path: String, headers: HTTPHeaders = [:], body: ByteBuffer? = nil
    ) {
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
    }
}

/// A complete reply.
package struct WireReply: Sendable {
    package var status: Int
    package var headers: HTTPHeaders
    package var body: ByteBuffer

    package init(status: Int, headers: HTTPHeaders = [:], body: ByteBuffer = ByteBuffer()) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
