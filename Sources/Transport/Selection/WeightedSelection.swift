/// The heaviest; among equals the one listed first.
public struct WeightedSelection: SelectionStrategy {
    /// The strategy.
    public init() {}

    /// The heaviest; among equals the one listed first.
    public func preferred(among candidates: [Candidate]) -> Int {
        candidates.indices.reduce(0) {
            candidates[$1].weight > candidates[$0].weight ? $1 : $0
        }
    }

    /// Whether it is heavier.
    public func isBetter(_ candidate: Candidate, than active: Candidate) -> Bool {
        candidate.weight > active.weight
    }
}
