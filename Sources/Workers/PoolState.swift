internal import Steps

/// Which saga gets the next free slot: a plain value, so that it can be tested as one.
///
/// Sagas wait in one queue a node, and the one that has waited longest among the nodes with room
/// goes first; so a node at its limit holds up nobody else.
struct PoolState {
    /// What a worker is to do next.
    enum Assignment: Equatable {
        /// Send the saga's next request; a slot of the node is taken.
        case call(SagaID, node: String)
        /// Start another saga.
        case start
    }

    private struct Queue {
        var sagas: [(saga: SagaID, order: Int)] = []
        /// The first one that still waits; those before it are gone.
        var head = 0
        var inFlight = 0

        mutating func popFirst() -> SagaID? {
            guard head < sagas.count else { return nil }
            defer {
                head += 1
                if head > 64, head * 2 > sagas.count {
                    sagas.removeFirst(head)
                    head = 0
                }
            }
            return sagas[head].saga
        }
    }

    private let limits: PoolLimits
    private var queues: [String: Queue] = [:]
    private var arrivals = 0
    private var startable = 0

    init(limits: PoolLimits) {
        self.limits = limits
    }

    mutating func add(_ saga: SagaID, node: String) {
        arrivals += 1
        queues[node, default: Queue()].sagas.append((saga, arrivals))
    }

    mutating func addStartable(_ count: Int) {
        startable += count
    }

    /// Sagas that are under way come before new ones.
    mutating func next() -> Assignment? {
        var best: (node: String, order: Int)?
        for (node, queue) in queues where queue.inFlight < limits.perNode {
            guard queue.head < queue.sagas.count else { continue }
            let order = queue.sagas[queue.head].order
            if best.map({ order < $0.order }) ?? true { best = (node, order) }
        }
        if let best, let saga = queues[best.node]?.popFirst() {
            queues[best.node]?.inFlight += 1
            return .call(saga, node: best.node)
        }
        guard startable > 0 else { return nil }
        startable -= 1
        return .start
    }

    mutating func release(_ node: String) {
        queues[node]?.inFlight -= 1
    }

    /// Gives a slot of one node back and takes one of another, if there is one.
    mutating func exchange(_ node: String, for next: String) -> Bool {
        release(node)
        guard queues[next, default: Queue()].inFlight < limits.perNode else { return false }
        queues[next, default: Queue()].inFlight += 1
        return true
    }
}
