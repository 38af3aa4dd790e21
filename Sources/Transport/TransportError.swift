/// Why a request was not answered, or a change to the endpoints not made.
public struct TransportError: Error, Hashable, Sendable {
    /// What kind of failure it is; programs decide by this, and by ``effect``.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// A setting is out of its range; the message names it.
        case invalidSetting
        /// Not enough endpoints are healthy yet for the first request.
        case initialPolicyNotMet
        /// No endpoint is healthy now; asking again after ``TransportError/retryAfter`` may help.
        case temporarilyUnavailable
        /// No endpoint became healthy in all the time that was allowed for it.
        case noHealthyEndpoint
        /// The connection was refused, or its host could not be reached or resolved.
        case connectionRefused
        /// The connection was not made in time.
        case connectTimeout
        /// The TLS handshake failed: certificate, host name or protocol.
        case tlsFailed
        /// No complete reply came before the deadline.
        case deadlineExceeded
        /// The connection broke before the reply was complete.
        case connectionLost
        /// The endpoint was declared dead while the request was under way.
        case endpointLost
        /// What came back is no HTTP reply.
        case malformedReply
        /// The reply is larger than the limit.
        case replyTooLarge
        /// More requests wait for a connection than are allowed to.
        case poolExhausted
        /// The caller gave up.
        case cancelled
        /// The client was closed.
        case closed
        /// The request cannot be sent as it is.
        case invalidRequest
        /// No endpoint has this URL.
        case unknownEndpoint
        /// An endpoint has this URL already.
        case duplicateEndpoint
        /// The endpoint is not healthy, and the change was not forced.
        case unhealthyEndpoint
        /// The last endpoint cannot be removed.
        case lastEndpoint
    }

    /// What the request may have done.
    public enum Effect: Hashable, Sendable {
        /// It was never sent.
        case none
        /// It, or a part of it, may have reached the endpoint.
        case possible
    }

    /// What kind of failure it is.
    public let code: Code
    /// What happened and what to do, for people; one line.
    public let message: String
    /// What the request may have done.
    public var effect: Effect
    /// The URL of the endpoint that was to serve the request, if one was chosen.
    public var endpoint: String?
    /// When asking again makes sense.
    public var retryAfter: Duration?

    /// Puts an error together.
    public init(
        _ code: Code, _ message: String, effect: Effect = .none, endpoint: String? = nil,
        retryAfter: Duration? = nil
    ) {
        self.code = code
        self.message = message
        self.effect = effect
        self.endpoint = endpoint
        self.retryAfter = retryAfter
    }
}

extension TransportError: CustomStringConvertible {
    /// The message, with the endpoint in front.
    public var description: String {
        endpoint.map { "\($0): \(message)" } ?? message
    }
}
