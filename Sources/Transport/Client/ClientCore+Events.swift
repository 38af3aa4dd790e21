internal import Logging
internal import Metrics

extension ClientCore {
    /// Tells everybody; a listener that throws harms nobody.
    func emit(_ event: TransportEvent) {
        record(event)
        for listener in listeners {
            do {
                try listener(event)
            } catch {
                logger.warning(
                    "a listener to the transport's events failed",
                    metadata: ["error": "\(error)"])
            }
        }
    }

    private func record(_ event: TransportEvent) {
        switch event {
        case .activeEndpointChanged(let from, let to, let reason):
            Counter(
                label: "transport_failovers_total", dimensions: [("reason", reason.rawValue)]
            ).increment()
            logger.notice(
                "requests go to another endpoint",
                metadata: ["from": "\(from)", "to": "\(to)", "reason": "\(reason.rawValue)"])
        case .endpointHealthChanged(let endpoint, let from, let to):
            Gauge(label: "transport_endpoint_healthy", dimensions: [("endpoint", endpoint)])
                .record(to == .healthy ? 1 : 0)
            // The first verdicts of many endpoints are no news.
            logger.log(
                level: from == .unknown && to == .healthy ? .debug : .info,
                "the health of an endpoint changed",
                metadata: [
                    "endpoint": "\(endpoint)", "from": "\(from.rawValue)", "to": "\(to.rawValue)",
                ])
        case .requestFailed(let error):
            Counter(
                label: "transport_requests_failed_total",
                dimensions: [("code", error.code.rawValue)]
            ).increment()
            logger.debug("a request failed", metadata: ["error": "\(error)"])
        }
    }
}
