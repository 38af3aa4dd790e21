internal import NIOHTTP1

/// The tries of one request, and what each one's end means: a plain value, which the client and a
/// simulation drive alike.
package struct RequestTries: Sendable {
    /// What comes after a try.
    package enum Next: Sendable {
        /// The request is over.
        case end(Result<Reply, TransportError>)
        /// It is tried again after a pause, wherever is best then.
        case again(after: Duration)
    }

    /// Those begun so far.
    private(set) var count = 0
    /// Whether one of them may have had an effect, whatever became of the others.
    package private(set) var mayHaveHadEffect = false
    /// Whether the request may be sent again after it may have had an effect.
    private let isRepeatable: Bool
    private let settings: RetrySettings

    /// No tries yet.
    ///
    /// - Parameter sharesIdempotency: whether all endpoints know the keys of each.
    package init(_ request: Request, settings: RetrySettings, sharesIdempotency: Bool) {
        self.settings = settings
        // Who says what is right for the request has the last word.
        isRepeatable =
            request.isRepeatable
            ?? (request.isSafe || request.idempotencyKey != nil && sharesIdempotency)
    }

    /// Counts a try.
    package mutating func begin() {
        count += 1
    }

    /// A reply that ends the request, as nearly all do; `nil`: look at ``ended``.
    func finalReply(_ wire: WireReply, from url: String) -> Reply? {
        RetryDecision.isOverload(wire.status) ? nil : reply(wire, from: url)
    }

    private func reply(_ wire: WireReply, from url: String) -> Reply {
        Reply(
            status: wire.status, fields: wire.fields, body: wire.body, endpoint: url,
            tries: count, followsDoubt: mayHaveHadEffect)
    }

    /// Decides what comes after a try.
    ///
    /// - Parameters:
    ///   - url: of the endpoint that it was sent to.
    ///   - left: what is left of the request's time; not positive: there is no other try.
    ///   - random: from 0 to 1.
    package mutating func ended(
        _ result: Result<WireReply, TransportError>, at url: String, left: Duration,
        random: Double, budget: inout RetryBudget, now: ContinuousClock.Instant
    ) -> Next {
        let ending: RetryDecision.Ending
        let final: Result<Reply, TransportError>
        switch result {
        case .success(let wire):
            let reply = reply(wire, from: url)
            guard RetryDecision.isOverload(wire.status) else { return .end(.success(reply)) }
            // It says that it has not answered, not that it has done nothing; only "too many
            // requests" comes before anything is done.
            if wire.status != 429 { mayHaveHadEffect = true }
            ending = .overloaded(
                retryAfter: RetryDecision.retryAfter(wire.headers.first(name: "Retry-After")))
            final = .success(reply)
        case .failure(var error):
            error.endpoint = url
            if error.effect == .possible { mayHaveHadEffect = true }
            ending = .failed(error)
            final = .failure(error)
        }
        let decision = RetryDecision(settings: settings, isRepeatable: isRepeatable)
        guard let delay = decision.delay(after: ending, tries: count, random: random),
            delay < left, budget.spend(at: now)
        else { return .end(final) }
        return .again(after: delay)
    }
}
