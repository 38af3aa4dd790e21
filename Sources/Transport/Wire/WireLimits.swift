/// How much one ``ConnectionPool`` may use, and how much it reads of a reply.
package struct WireLimits: Hashable, Sendable {
    /// Connections that are shared; those of streams come on top.
    package var connections = 64
    /// Requests that may wait for a connection.
    package var waiting = 10_000
    /// Name lookup, connection and TLS handshake together.
    package var connectTimeout: Duration = .seconds(2)
    /// A connection that is not used for so long is closed.
    package var idleTimeout: Duration = .seconds(60)
    /// Bytes of the headers of a reply, trailers included.
    package var maximumHead = 64 * 1024
    /// Headers of a reply, trailers included.
    package var maximumHeaderCount = 256
    /// Bytes of the body of a reply; streams have no such limit.
    package var maximumBody = 1024 * 1024

    package init() {}

    init(_ settings: ConnectionSettings) {
        connections = settings.limit
        waiting = settings.waiting
        connectTimeout = settings.connectTimeout
        idleTimeout = settings.idleTimeout
        maximumHead = settings.maximumHead
        maximumBody = settings.maximumBody
    }
}
