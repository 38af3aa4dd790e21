internal import Foundation

/// The parts of an endpoint's URL.
package struct EndpointURL: Hashable, Sendable {
    package let isSecure: Bool
    package let host: String
    package let port: Int
    /// What is put in front of every path: empty, or starting with a slash and ending without.
    package let basePath: String
    /// The socket's path of a `unix:///PATH` URL.
    package let socketPath: String?

    /// Takes a URL apart.
    ///
    /// - Throws: ``TransportError/Code/invalidSetting``; user info is not repeated, for it holds
    ///   secrets.
    package init(_ url: String) throws(TransportError) {
        if url.hasPrefix("unix:///"), url.utf8.count < 108 + 7 {
            (isSecure, host, port, basePath) = (false, "", 0, "")
            socketPath = String(url.dropFirst(7))
            return
        }
        socketPath = nil
        let parts = URLComponents(string: url)
        let fault: String? =
            switch parts {
            case nil: "is no URL"
            case let parts? where parts.user != nil || parts.password != nil:
                "holds a user name or a password; send them in headers"
            case let parts? where parts.query != nil || parts.fragment != nil:
                "has a query or a fragment"
            case let parts? where !["http", "https"].contains(parts.scheme?.lowercased()):
                "does not start with http:// or https://"
            case let parts? where (parts.host ?? "").isEmpty: "names no host"
            case let parts? where !(1...65_535).contains(parts.port ?? 80):
                "has a port that is not from 1 to 65535"
            default: nil
            }
        guard let parts, fault == nil, let host = parts.host else {
            let shown = parts?.user == nil && parts?.password == nil ? "'\(url)' " : ""
            throw TransportError(
                .invalidSetting,
                "the endpoint \(shown)\(fault ?? "is no URL"); expected http://HOST:PORT")
        }
        isSecure = parts.scheme?.lowercased() == "https"
        // Foundation keeps the brackets of an IPv6 address; a socket wants it without.
        self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host.lowercased()
        port = parts.port ?? (isSecure ? 443 : 80)
        let path = parts.percentEncodedPath
        basePath = path.hasSuffix("/") ? String(path.dropLast()) : path
    }
}

extension EndpointURL {
    /// Parts a URL into that of its server, and the path with the query.
    static func split(_ url: String) throws(TransportError) -> (base: String, path: String) {
        guard var parts = URLComponents(string: url), parts.fragment == nil else {
            throw TransportError(.invalidSetting, "'\(url)' is no URL")
        }
        let query = parts.percentEncodedQuery.map { "?\($0)" } ?? ""
        let path = parts.percentEncodedPath.isEmpty ? "/" : parts.percentEncodedPath
        parts.percentEncodedQuery = nil
        parts.percentEncodedPath = ""
        return (parts.string ?? url, path + query)
    }
}
