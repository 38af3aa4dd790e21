/// Connections to one endpoint, and the bounds of what is read from it.
public struct ConnectionSettings: Hashable, Sendable {
    /// Persistent connections; each carries one request at a time.
    public var limit = 64
    /// Requests that may wait for a connection.
    public var waiting = 10_000
    /// A connection that is not made by then never is.
    public var connectTimeout: Duration = .seconds(2)
    /// A connection that is not used for so long is closed.
    public var idleTimeout: Duration = .seconds(60)
    /// Bytes of a reply's head.
    public var maximumHead = 64 * 1024
    /// Bytes of a reply's body.
    public var maximumBody = 1024 * 1024

    /// The defaults.
    public init() {}
}
