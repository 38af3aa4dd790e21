/// The heaviest; among equals the one listed first.
public struct WeightedSelection: SelectionStrategy {
    /// The strategy.
    public init() {}

    public func preferred(among candidates: [Candidate]) -> Int {
        candidates.indices.reduce(0) {
            candidates[$1].weight > candidates[$0].weight ? $1 : $0
        }
    }

    public func isBetter(_ candidate: Candidate, than active: Candidate) -> Bool {
        candidate.weight > active.weight
    }
}
