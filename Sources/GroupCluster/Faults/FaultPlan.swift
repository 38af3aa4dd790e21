/// Decides which requests of one node meet a fault, and which fault.
///
/// A plain value: the same seed, node and order of requests give the same faults, whatever the
/// other nodes are asked meanwhile.
package struct FaultPlan: Equatable, Sendable {
    /// The probability of a fault, 0 to 1.
    package var probability: Double
    private let kinds: [Fault.Kind]
    private var generator: SplitMix64

    /// Creates the plan of one node.
    ///
    /// - Parameters:
    ///   - seed: the cluster's seed.
    ///   - node: the node's index.
    ///   - probability: the probability of a fault, 0 to 1.
    ///   - mode: which faults there are.
    package init(seed: UInt64, node: Int, probability: Double, mode: FaultMode) {
        self.probability = probability
        kinds = mode.kinds
        generator = SplitMix64(seed: seed, stream: UInt64(node))
    }

    /// The fault of the next request, or nil if it is served well.
    package mutating func next() -> Fault? {
        // Always three draws: a probability changed at run time does not shift what follows.
        let chance = generator.nextUnit()
        let kind = kinds[Int(generator.next() % UInt64(kinds.count))]
        let status = generator.next() & 1 == 0 ? 500 : 408
        guard chance < probability else { return nil }
        return Fault(kind: kind, status: kind == .late ? 408 : status)
    }
}
