internal import NIOCore

/// Where connections go.
struct WireTarget: Sendable {
    let host: String
    let port: Int
    /// `nil`: without TLS.
    let tls: WireTLS?
    /// What the `Host` header says.
    let authority: String
    /// Known at once if the host is an address; names are resolved for each connection.
    let address: SocketAddress?

    init(_ url: EndpointURL, tls: WireTLS) {
        if let path = url.socketPath {
            host = path
            port = 0
            self.tls = nil
            authority = "localhost"
            address = try? SocketAddress(unixDomainSocketPath: path)
            return
        }
        host = url.host
        port = url.port
        self.tls = url.isSecure ? tls : nil
        let shown = url.host.contains(":") ? "[\(url.host)]" : url.host
        authority = url.port == (url.isSecure ? 443 : 80) ? shown : "\(shown):\(url.port)"
        address = try? SocketAddress(ipAddress: url.host, port: url.port)
    }

    /// What is verified in the certificate; addresses are verified by NIOSSL itself.
    var serverName: String? { address == nil ? host : nil }
}

/// The bounds of the connections to one endpoint.
struct WireLimits: Sendable {
    /// Replies with more headers than this are refused.
    static let headers = 256

    var connections: Int
    var waiting: Int
    var connectTimeout: TimeAmount
    var idleTimeout: TimeAmount
    var maximumHead: Int
    var maximumBody: Int

    init(_ settings: ConnectionSettings) {
        connections = settings.limit
        waiting = settings.waiting
        connectTimeout = TimeAmount(settings.connectTimeout)
        idleTimeout = TimeAmount(settings.idleTimeout)
        maximumHead = settings.maximumHead
        maximumBody = settings.maximumBody
    }
}
