extension FailureKind {
    /// What an error says about the endpoint; `nil`: nothing.
    init?(_ code: TransportError.Code) {
        switch code {
        case .connectionRefused: self = .connectionRefused
        case .connectTimeout: self = .connectTimeout
        case .tlsFailed: self = .tlsFailed
        case .deadlineExceeded: self = .deadlineExceeded
        case .connectionLost: self = .connectionLost
        case .malformedReply, .replyTooLarge: self = .malformedReply
        case .invalidSetting, .initialPolicyNotMet, .temporarilyUnavailable, .noHealthyEndpoint,
            .endpointLost, .poolExhausted, .cancelled, .closed, .invalidRequest,
            .unknownEndpoint, .duplicateEndpoint, .unhealthyEndpoint, .lastEndpoint:
            return nil
        }
    }
}
