/// Asks an endpoint whether it serves.
public protocol HealthCheck: Sendable {
    /// Returns if the endpoint serves.
    ///
    /// - Throws: why it does not, in words for people. Whatever is thrown, or comes too late,
    ///   means unhealthy.
    func check(_ probe: HealthProbe) async throws
}

/// Why a check did not hold.
public struct HealthCheckFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was found, for people.
    public let description: String

    /// Puts a failure together.
    public init(_ description: String) {
        self.description = description
    }
}
