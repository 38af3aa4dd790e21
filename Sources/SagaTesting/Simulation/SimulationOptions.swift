public import Steps

/// How large a simulation is, and what goes wrong in it.
public struct SimulationOptions: Sendable {
    /// How many sagas are submitted, children aside.
    public var sagas = 200
    /// For how long things go wrong, in virtual time; then everything has to end.
    public var faultTime = Milliseconds.seconds(3_600)
    /// What goes wrong.
    public var faults = Set(FaultKind.allCases)
    /// How often.
    public var rates = FaultRates()
    /// Whether each seed has a mixture of its own: some of the faults, other rates, less room.
    public var isVaried = false
    /// Calls in all; `nil`: as many as are worth it.
    public var concurrency: Int? = 16
    /// How many unfinished sagas may be in memory.
    public var activeLimit = 64
    /// The nodes, with how many endpoints each has.
    public var nodes: [String: Int] = ["node01": 1, "node02": 2, "node03": 3]
    /// Whether nodes keep the wire barrier (docs/barrier.md).
    public var barrier = SimulatedBarrier.none
    /// Only these faults happen, of those that would; `nil`: all.
    public var onlyFaults: Set<Fault>?
    /// Only these sagas are submitted, by their numbers from 1; `nil`: all.
    public var onlySagas: Set<Int>?
    /// How long sagas may take to end once nothing goes wrong any more, in virtual time, beside
    /// the pauses that their workflows ask for.
    public var patience = Milliseconds.seconds(2 * 3_600)

    /// The defaults: all faults, an hour of them, 200 sagas on three nodes.
    public init() {}
}
