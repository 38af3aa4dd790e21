/// What requests are told while no endpoint is healthy.
struct FailoverAttempts: Hashable, Sendable {
    enum Refusal: Hashable, Sendable {
        /// Come back after this.
        case temporarily(retryAfter: Duration)
        /// All attempts are spent.
        case finally
    }

    private let settings: FailoverSettings
    private var made = 0
    private var next: ContinuousClock.Instant?

    init(settings: FailoverSettings) {
        self.settings = settings
    }

    /// Refuses a request; all within one interval count as one attempt.
    mutating func refuse(at now: ContinuousClock.Instant) -> Refusal {
        if let next, now < next {
            return made > settings.attempts ? .finally : .temporarily(retryAfter: next - now)
        }
        made += 1
        next = now + settings.interval
        guard made <= settings.attempts else { return .finally }
        return .temporarily(retryAfter: settings.interval)
    }

    /// An endpoint is healthy again.
    mutating func reset() {
        made = 0
        next = nil
    }
}
