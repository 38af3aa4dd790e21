extension FailureKind {
    /// What an error says about the endpoint; `nil`: nothing.
    package init?(_ error: TransportError) {
        switch error.code {
        // It was still waiting for a connection of this process.
        case .deadlineExceeded where error.effect == .none: return nil
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
