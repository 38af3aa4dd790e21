/// How one node is made to behave by the test controls.
package struct ControlState: Equatable, Sendable {
    /// The node is gone: its port, and requests for it at any port, are answered by closing.
    package var down = false
    /// The node's port is gone, for all nodes it is asked about; other ports still serve the node.
    package var endpointDown = false
    /// Requests are accepted and not answered until this is unset.
    package var hang = false
    /// Bodies of replies are sent one byte a second.
    package var drip = false
    /// How long each reply is held back, besides the cluster's own latency.
    package var delay = Duration.zero
    /// The replication lag that is reported.
    package var lag: Duration
    /// How many of the next group requests meet ``forcedFault``.
    package var failNext = 0
    /// What the next ``failNext`` group requests meet.
    package var forcedFault = Fault(kind: .before, status: 500)
    /// The random faults.
    package var plan: FaultPlan

    /// Creates the state of a node that follows its plan alone.
    package init(plan: FaultPlan, lag: Duration = .zero) {
        self.plan = plan
        self.lag = lag
    }

    /// The fault of the next group request: a forced one first, else the plan's.
    package mutating func nextFault() -> Fault? {
        // The plan is asked in any case, so that forced faults do not shift the random ones.
        let planned = plan.next()
        guard failNext > 0 else { return planned }
        failNext -= 1
        return forcedFault
    }

    /// Takes over what the change names and leaves the rest.
    package mutating func apply(_ change: ControlChange) {
        down = change.down ?? down
        endpointDown = change.endpointDown ?? endpointDown
        hang = change.hang ?? hang
        drip = change.drip ?? drip
        delay = change.delay ?? delay
        lag = change.lag ?? lag
        plan.probability = change.randomBehavior ?? plan.probability
        guard let count = change.failNext else { return }
        failNext = count
        forcedFault = Fault(kind: change.fault ?? .before, status: change.status ?? 500)
    }
}
