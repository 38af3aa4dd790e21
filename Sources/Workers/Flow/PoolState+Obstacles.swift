internal import Steps

/// What keeps a call from being sent, for people who ask.
extension PoolState {
    /// The places that have no room for a call to a node, or for a pool, in words.
    mutating func obstacles(node: String?, pool: String?, at now: Timestamp) -> [String] {
        var obstacles: [String] = []
        func look(_ gate: Gate, _ name: String) {
            var gate = gate
            guard !gate.hasRoom(at: now) else { return }
            obstacles.append(
                gate.inFlight >= gate.allowed
                    ? "\(name) has \(gate.inFlight) of \(gate.allowed) calls under way"
                    : "\(name) has used up its rate")
        }
        look(gates[0], "the engine")
        if let pool, let gate = poolGates[pool] { look(gates[gate], "the pool \(pool)") }
        if let node, let gate = nodeGates[node] { look(gates[gate], "the node \(node)") }
        return obstacles
    }
}
