internal import NIOCore

extension ClientCore {
    /// Hands a probe to the task that runs the checks.
    func probe(_ id: EndpointID, _ number: Int, _ deadline: ContinuousClock.Instant) {
        guard let (endpoint, _) = state.endpoint(of: id) else { return }
        jobFeed?.yield(
            ProbeTurn(id: id, number: number, job: job(for: endpoint, deadline: deadline)))
    }

    /// All checks of one endpoint.
    func job(for endpoint: Endpoint, deadline: ContinuousClock.Instant) -> ProbeJob {
        let checks = state.settings.healthChecks.checks
        return ProbeJob(
            probe: HealthProbe(
                endpoint: endpoint, deadline: deadline, connections: probeConnections),
            checks: checks.isEmpty ? [TCPHealthCheck()] : checks)
    }

    /// Begins to ask for probes; whoever reads them runs them.
    func beginChecks() -> AsyncStream<ProbeTurn> {
        jobFeed?.finish()
        let (jobs, feed) = AsyncStream<ProbeTurn>.makeStream()
        guard !isClosed else {
            feed.finish()
            return jobs
        }
        jobFeed = feed
        update { $0.restartChecks(at: .now) }
        return jobs
    }

    /// Asks for no more probes, for nobody would run them; the endpoints stay as they are.
    func endChecks() {
        jobFeed?.finish()
        jobFeed = nil
        alarm?.cancel()
        alarm = nil
    }

    /// Runs the checks that become due, until the client is closed.
    func run(_ jobs: AsyncStream<ProbeTurn>) async {
        await withDiscardingTaskGroup { group in
            for await turn in jobs {
                group.addTask {
                    let start = ContinuousClock.now
                    let failure = await turn.job.run()
                    let latency = ContinuousClock.now - start
                    self.loop.execute {
                        self.update {
                            $0.probed(
                                turn.id, number: turn.number, failure: failure, latency: latency,
                                at: .now)
                        }
                    }
                }
            }
            group.cancelAll()
        }
    }
}
