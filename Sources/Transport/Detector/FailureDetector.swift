/// Why a call failed, as far as it says something about the endpoint.
///
/// A refusal by the service (4xx), a caller who gave up and a full pool of this process say
/// nothing bad about it, so they are none of these.
public enum FailureKind: String, Hashable, Sendable, CaseIterable {
    /// The connection was refused, or the host not reached.
    case connectionRefused
    /// The connection was not made in time.
    case connectTimeout
    /// The TLS handshake failed.
    case tlsFailed
    /// No complete reply came in time.
    case deadlineExceeded
    /// The connection broke.
    case connectionLost
    /// What came back is no HTTP reply, or too large.
    case malformedReply
    /// A status from 500 on.
    case serverError

    /// Whether it shows that the endpoint cannot even be connected to.
    var isAboutConnecting: Bool {
        switch self {
        case .connectionRefused, .connectTimeout, .tlsFailed: true
        case .deadlineExceeded, .connectionLost, .malformedReply, .serverError: false
        }
    }
}

/// Judges an endpoint by the calls that it served.
///
/// A client keeps one copy an endpoint, and counts every call for the endpoint that served it.
public protocol FailureDetector: Sendable {
    /// Counts a call that ended now.
    ///
    /// - Parameter failure: why it failed; `nil`: the endpoint answered.
    /// - Returns: whether the endpoint is to be taken out of service.
    mutating func record(_ failure: FailureKind?, at now: ContinuousClock.Instant) -> Bool

    /// Forgets what it counted: the endpoint is let in again.
    mutating func reset()
}
