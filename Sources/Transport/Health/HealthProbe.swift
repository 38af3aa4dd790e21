internal import NIOCore
public import NIOHTTP1

/// What a health check may ask of the endpoint that it checks; over connections of its own, so
/// that a full pool does not make a healthy endpoint look ill.
public struct HealthProbe: Sendable {
    /// The endpoint.
    public let endpoint: Endpoint
    /// When the answer comes too late.
    public let deadline: ContinuousClock.Instant
    let connections: ProbeConnections

    /// Sends a request to the endpoint.
    ///
    /// - Throws: ``TransportError``.
    public func send(
        _ method: HTTPMethod, _ path: String, headers: HTTPHeaders = [:]
    ) async throws(TransportError) -> Reply {
        try await connections.send(
            method, path, headers: headers, base: endpoint.url, tls: nil, deadline: deadline)
    }

    /// Sends a request to a URL that belongs to the endpoint, but is elsewhere.
    ///
    /// - Parameters:
    ///   - url: with its path and query.
    ///   - tls: `nil`: as for the endpoint.
    /// - Throws: ``TransportError``.
    public func send(
        _ method: HTTPMethod, at url: String, headers: HTTPHeaders = [:], tls: TLSSettings? = nil
    ) async throws(TransportError) -> Reply {
        let (base, path) = try EndpointURL.split(url)
        return try await connections.send(
            method, path, headers: headers, base: base, tls: tls,
            isForeign: (try? EndpointURL(base).host) != (try? EndpointURL(endpoint.url).host),
            deadline: deadline)
    }

    /// Makes a connection to the endpoint, and closes it.
    ///
    /// - Throws: ``TransportError``.
    public func connect() async throws(TransportError) {
        try await connections.connect(endpoint.url, deadline: deadline)
    }
}
