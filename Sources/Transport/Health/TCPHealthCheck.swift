/// Makes a connection, and with `https` a TLS handshake, and closes it.
public struct TCPHealthCheck: HealthCheck {
    /// The check.
    public init() {}

    /// Connects.
    public func check(_ probe: HealthProbe) async throws {
        try await probe.connect()
    }
}
