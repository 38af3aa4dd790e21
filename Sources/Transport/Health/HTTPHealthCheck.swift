internal import NIOCore
public import NIOHTTP1

/// Sends a request and looks at the status and the body of the reply.
public struct HTTPHealthCheck: HealthCheck {
    /// `GET /ping/`, which a healthy service answers with 200 and `PONG`.
    public static let ping = HTTPHealthCheck(path: "/ping/", body: "PONG")

    /// Where it asks.
    public let path: String
    /// The status that is expected.
    public let status: Int
    /// What the body must be, apart from white space around it; `nil`: anything.
    public let body: String?
    private let headers: HTTPHeaders

    /// Puts a check together.
    public init(
        path: String, status: Int = 200, body: String? = nil, headers: HTTPHeaders = [:]
    ) {
        self.path = path
        self.status = status
        self.body = body
        self.headers = headers
    }

    /// Sends the request, and compares the reply.
    public func check(_ probe: HealthProbe) async throws {
        let reply = try await probe.send(.GET, path, headers: headers)
        guard reply.status == status else {
            throw HealthCheckFailure("GET \(path) answers \(reply.status), not \(status)")
        }
        guard let body else { return }
        let text = String(buffer: reply.body)
        guard text.trimmingWhitespace() == body else {
            throw HealthCheckFailure("GET \(path) does not answer '\(body)'")
        }
    }
}

extension String {
    fileprivate func trimmingWhitespace() -> Substring {
        let start = drop(while: \.isWhitespace)
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return start[...last]
    }
}
