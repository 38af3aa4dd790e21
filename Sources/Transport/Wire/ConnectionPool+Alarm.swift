internal import NIOCore

/// One alarm for all deadlines.
///
/// It is set when something could end earlier than it rings, and never taken back when that has
/// ended otherwise: as most requests are answered, this costs a look at a clock each, where a
/// timer each would cost more than all else here.
extension ConnectionPool {
    /// The shortest time between two rings, in each of which all requests are looked at.
    private static let interval = TimeAmount.milliseconds(1)

    /// Makes sure that the alarm rings by then.
    func arm(for deadline: NIODeadline) {
        if let alarm {
            guard deadline < alarm.time else { return }
            alarm.task.cancel()
        }
        guard deadline < .distantFuture, !state.isClosed else {
            return alarm = nil
        }
        let task = loop.scheduleTask(deadline: deadline) { [weak self] () -> Void in
            self?.ring()
        }
        alarm = (task, deadline)
    }

    private func ring() {
        alarm = nil
        let now = NIODeadline.now()
        for (id, exchange) in exchanges.filter({ $0.value.deadline <= now }).sorted(by: {
            $0.key < $1.key
        }) {
            giveUp(id, .deadlineExceeded, words(for: exchange))
        }
        let idleTimeout = TimeAmount(limits.idleTimeout)
        for id in state.removeIdle(since: now - idleTimeout) { live[id]?.close(atOnce: false) }
        let next = min(
            exchanges.values.lazy.map(\.deadline).min() ?? .distantFuture,
            state.idleSince.map { $0 + idleTimeout } ?? .distantFuture)
        arm(for: max(next, now + Self.interval))
    }

    private func words(for exchange: Exchange) -> String {
        switch exchange.purpose {
        case .stream: "the endpoint was silent for too long"
        case .connection: "no connection before the deadline"
        case .request:
            exchange.connection == nil
                ? "no connection was free before the deadline"
                : "no complete reply before the deadline"
        }
    }
}
