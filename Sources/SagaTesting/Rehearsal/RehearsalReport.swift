public import Journal

/// What a rehearsal has shown.
public struct RehearsalReport: Sendable {
    /// A state of the nodes that the workflow was rehearsed on.
    public struct World: Sendable {
        /// `empty`, `there` or `taken`.
        public var name: String
        /// How the saga ends there if nothing goes wrong.
        public var end: SagaStatus
        /// How many runs were made.
        public var runs: Int
    }

    /// The seed.
    public var seed: UInt64
    /// The worlds, in the order in which they were rehearsed.
    public var worlds: [World] = []
    /// What is wrong, the smallest schedules first.
    public var findings: [RehearsalFinding] = []
    /// How the runs ended.
    public var ends: [SagaStatus: Int] = [:]
    /// How many requests arrived.
    public var requests = 0
    /// Stands for everything that happened.
    public var digest: UInt64 = 0xCBF2_9CE4_8422_2325

    /// How many runs there were.
    public var runs: Int { worlds.reduce(0) { $0 + $1.runs } }

    init(seed: UInt64) {
        self.seed = seed
    }
}
