internal import NIOCore

/// Where the connections of a ``ConnectionPool`` lead.
package struct WireTarget: Sendable {
    /// A name, or an address; that of IPv6 without brackets.
    package let host: String
    package let port: Int
    /// `nil`: without TLS.
    package let tls: WireTLS?
    /// What the certificate must be for; `nil`: the address that is connected to.
    package let serverHostname: String?
    /// What `Host` says.
    package let hostHeader: String
    /// `nil`: the host is a name, which is looked up for every connection.
    let address: SocketAddress?

    /// - Parameters:
    ///   - host: brackets around an IPv6 address may be there or not.
    ///   - serverHostname: `nil`: the host, if that is a name.
    package init(host: String, port: Int, tls: WireTLS? = nil, serverHostname: String? = nil) {
        let bare =
            host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        let address = try? SocketAddress(ipAddress: bare, port: port)
        // An IPv6 address with a zone goes through name lookup, and yet is no name.
        let isName = address == nil && !bare.contains(":")
        let shown = bare.contains(":") ? "[\(bare)]" : bare
        self.host = bare
        self.port = port
        self.tls = tls
        self.address = address
        self.serverHostname = serverHostname ?? (isName ? bare : nil)
        hostHeader = port == (tls == nil ? 80 : 443) ? shown : "\(shown):\(port)"
    }

    /// A socket of this machine.
    ///
    /// - Throws: ``TransportError/Code/invalidSetting`` if the path is too long.
    package init(socketPath: String) throws(TransportError) {
        do {
            address = try SocketAddress(unixDomainSocketPath: socketPath)
        } catch {
            throw TransportError(
                .invalidSetting, "'\(socketPath)' is too long for the path of a socket")
        }
        (host, port, tls, serverHostname) = (socketPath, 0, nil, nil)
        hostHeader = "localhost"
    }

    /// The server of an endpoint.
    init(_ url: EndpointURL, tls: WireTLS) throws(TransportError) {
        if let path = url.socketPath {
            try self.init(socketPath: path)
        } else {
            self.init(host: url.host, port: url.port, tls: url.isSecure ? tls : nil)
        }
    }
}
