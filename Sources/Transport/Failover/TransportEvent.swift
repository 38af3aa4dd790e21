/// Something about the endpoints changed, or a request was given up.
public enum TransportEvent: Sendable {
    /// Requests go to another endpoint from now on; exactly one a switch, and none at the start.
    case activeEndpointChanged(from: String, to: String, reason: SwitchReason)
    /// An endpoint may serve now, or may no longer.
    case endpointHealthChanged(endpoint: String, from: EndpointState, to: EndpointState)
    /// A request failed for good, after its retries.
    case requestFailed(TransportError)

    /// Why requests moved.
    public enum SwitchReason: String, Hashable, Sendable, CaseIterable {
        /// The active endpoint failed its checks, or another one became healthy when none was.
        case healthCheck
        /// Too many requests to the active endpoint failed.
        case failureDetector
        /// A better endpoint is healthy (again).
        case failback
        /// Somebody chose it.
        case manual
        /// The active endpoint was removed.
        case removed
        /// A weight was changed.
        case weightChanged
    }
}
