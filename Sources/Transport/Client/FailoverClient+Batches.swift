extension FailoverClient {
    /// Sends requests one after the other to one endpoint, whose health is confirmed first.
    ///
    /// If one of them is not answered, the whole batch is sent again, to the endpoint that is
    /// active then, if nothing of it can have had an effect, or it is repeatable.
    ///
    /// - Parameter isRepeatable: whether sending all of it again is safe.
    /// - Returns: a reply for each request, in order, all of one endpoint.
    /// - Throws: ``TransportError``; with ``TransportError/Effect/possible``, a part of the batch
    ///   may have been done.
    public func send(
        batch: [Request], isRepeatable: Bool = false
    ) async throws(TransportError) -> [Reply] {
        let retry = core.settings.retry
        var tries = 0
        var mayHaveHadEffect = false
        while true {
            tries += 1
            var replies: [Reply] = []
            do throws(TransportError) {
                let endpoint = try await confirmedEndpoint()
                for request in batch { replies.append(try await send(request, at: endpoint)) }
                return replies
            } catch {
                var error = error
                mayHaveHadEffect = mayHaveHadEffect || !replies.isEmpty || error.effect == .possible
                if mayHaveHadEffect { error.effect = .possible }
                let decision = RetryDecision(settings: retry, isRepeatable: isRepeatable)
                let delay = decision.delay(
                    after: .failed(error), tries: tries, random: .random(in: 0...1))
                guard let delay, !Task.isCancelled else { throw error }
                let mayRetry = try await ask { core throws(TransportError) in core.mayRetry() }
                guard mayRetry else { throw error }
                try? await Task.sleep(for: delay)
            }
        }
    }

    /// The endpoint that serves now, after its checks held once more.
    private func confirmedEndpoint() async throws(TransportError) -> EndpointID {
        let id = try await chosen()
        let job = try await ask { core throws(TransportError) in
            guard let (endpoint, _) = core.state.endpoint(of: id) else {
                throw TransportError(.endpointLost, "the endpoint was removed")
            }
            return core.job(
                for: endpoint, deadline: .now + core.settings.healthChecks.timeout)
        }
        guard let failure = await job.run() else { return id }
        onLoop { core in core.update { $0.check(id, at: .now) } }
        throw TransportError(
            .endpointLost, "its checks did not hold before the batch: \(failure)",
            endpoint: job.probe.endpoint.url)
    }

    private func chosen() async throws(TransportError) -> EndpointID {
        let result: Result<EndpointID, TransportError> = await withCheckedContinuation {
            continuation in
            onLoop { core in core.choose { continuation.resume(returning: $0) } }
        }
        return try result.get()
    }
}
