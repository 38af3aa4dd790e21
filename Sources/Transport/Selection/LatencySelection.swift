/// The one that answers fastest for its weight: an endpoint of weight 2 may take twice as long.
public struct LatencySelection: SelectionStrategy {
    /// How much faster another must be, in parts of its time, for failback to move; it keeps two
    /// that are about equal from taking turns.
    public let margin: Double

    /// The strategy.
    public init(margin: Double = 0.25) {
        self.margin = margin
    }

    /// The fastest for its weight.
    public func preferred(among candidates: [Candidate]) -> Int {
        candidates.indices.reduce(0) { score(candidates[$1]) < score(candidates[$0]) ? $1 : $0 }
    }

    /// Whether it is faster by the margin.
    public func isBetter(_ candidate: Candidate, than active: Candidate) -> Bool {
        score(candidate) * (1 + margin) < score(active)
    }

    /// Lower is better; one that was never asked comes last.
    private func score(_ candidate: Candidate) -> Double {
        guard let latency = candidate.latency else { return .infinity }
        return latency / .seconds(1) / candidate.weight
    }
}
