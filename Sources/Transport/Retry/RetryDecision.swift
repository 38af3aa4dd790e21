/// Whether a try that came to nothing is made again, and when.
struct RetryDecision {
    /// What came of a try.
    enum Ending {
        case failed(TransportError)
        /// An answer that asks to come back: 408, 429, 502, 503 or 504.
        case overloaded(retryAfter: Duration?)
    }

    let settings: RetrySettings
    /// Whether the endpoints recognise the request, or it changes nothing.
    let isRepeatable: Bool

    /// The wait before the next try; `nil`: this was the last.
    ///
    /// - Parameters:
    ///   - tries: those already made, from 1.
    ///   - random: from 0 to 1.
    func delay(after ending: Ending, tries: Int, random: Double) -> Duration? {
        guard tries <= settings.maximum else { return nil }
        switch ending {
        case .failed(let error):
            guard error.effect == .none || isRepeatable, Self.mayPass(error.code) else {
                return nil
            }
            return jitter(tries, random)
        case .overloaded(let retryAfter):
            guard isRepeatable else { return nil }
            guard let retryAfter else { return jitter(tries, random) }
            return retryAfter <= settings.maximumRetryAfter ? retryAfter : nil
        }
    }

    /// The seconds of a `Retry-After` header; `nil` for dates, which depend on two clocks, and for
    /// what makes no sense.
    static func retryAfter(_ text: String?) -> Duration? {
        guard let text, let seconds = Int64(text), (0...86_400).contains(seconds) else {
            return nil
        }
        return .seconds(seconds)
    }

    /// Statuses by which a service says that it did not answer now, but may soon.
    static func isOverload(_ status: Int) -> Bool {
        switch status {
        case 408, 429, 502, 503, 504: true
        default: false
        }
    }

    private func jitter(_ tries: Int, _ random: Double) -> Duration {
        let doubled = settings.initialDelay * (1 << min(tries - 1, 20))
        return min(doubled, settings.maximumDelay) * random
    }

    /// Whether the next moment, or another endpoint, can bring something else.
    private static func mayPass(_ code: TransportError.Code) -> Bool {
        switch code {
        case .connectionRefused, .connectTimeout, .tlsFailed, .connectionLost, .endpointLost,
            .malformedReply:
            true
        case .invalidSetting, .initialPolicyNotMet, .temporarilyUnavailable, .noHealthyEndpoint,
            .deadlineExceeded, .replyTooLarge, .poolExhausted, .cancelled, .closed,
            .invalidRequest, .unknownEndpoint, .duplicateEndpoint, .unhealthyEndpoint,
            .lastEndpoint:
            false
        }
    }
}
