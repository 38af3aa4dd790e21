/// The heaviest, and requests in turn among all that are as heavy.
public struct RoundRobinSelection: SelectionStrategy {
    private let weighted = WeightedSelection()

    /// The strategy.
    public init() {}

    /// The heaviest; among equals the one listed first.
    public func preferred(among candidates: [Candidate]) -> Int {
        weighted.preferred(among: candidates)
    }

    /// Whether it is heavier.
    public func isBetter(_ candidate: Candidate, than active: Candidate) -> Bool {
        weighted.isBetter(candidate, than: active)
    }

    /// All that are as heavy as the active one.
    public func serving(active: Int, among candidates: [Candidate]) -> [Int] {
        candidates.indices.filter { candidates[$0].weight == candidates[active].weight }
    }
}
