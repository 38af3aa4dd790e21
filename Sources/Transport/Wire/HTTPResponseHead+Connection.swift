internal import NIOHTTP1

extension HTTPResponseHead {
    /// Whether the length that is given for the body is above a limit.
    func announces(moreThan limit: Int) -> Bool {
        guard status != .noContent, status != .notModified,
            let length = headers.first(name: "Content-Length")
        else { return false }
        return Int(length).map { $0 > limit } ?? true
    }

    /// Whether the connection can be used again after the reply.
    ///
    /// HTTP/1.0 is never trusted to keep it. A reply to `HEAD` may leave out its length, which the
    /// parser takes for a body that ends with the connection.
    func keepsConnection(isHead: Bool) -> Bool {
        guard version.major == 1, version.minor >= 1 else { return false }
        guard isHead else { return isKeepAlive }
        return !headers[canonicalForm: "Connection"].contains { $0.lowercased() == "close" }
    }
}
