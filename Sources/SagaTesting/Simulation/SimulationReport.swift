public import Journal
public import Steps

/// What a simulation has shown.
public struct SimulationReport: Sendable {
    /// The seed.
    public var seed: UInt64
    /// What contradicts a promise, with its name in front; empty if all are kept.
    public var violations: [String] = []
    /// How many sagas there were, children included, by how they ended.
    public var ends: [SagaStatus: Int] = [:]
    /// What went wrong.
    public var faults: [Fault] = []
    /// How often something went wrong for a saga: with one of its requests, or with the engine
    /// while the saga was under way.
    public var faultsMet = 0
    /// Sagas that met twenty faults or more.
    public var sagasInTrouble = 0
    /// How often the engine was started.
    public var starts = 0
    /// Commits, entries and requests.
    public var commits = 0
    /// Entries of all sagas.
    public var entries = 0
    /// Requests that were sent, repetitions included.
    public var requests = 0
    /// How much virtual time passed.
    public var time = Milliseconds(rawValue: 0)
    /// Stands for everything that happened: two runs that differ anywhere differ here.
    public var digest: UInt64 = 0

    /// How many sagas there were.
    public var sagas: Int { ends.values.reduce(0, +) }

    init(seed: UInt64) {
        self.seed = seed
    }
}
