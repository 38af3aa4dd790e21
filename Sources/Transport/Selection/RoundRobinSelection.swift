/// The heaviest, and requests in turn among all that are as heavy.
public struct RoundRobinSelection: SelectionStrategy {
    private let weighted = WeightedSelection()

    /// The strategy.
    public init() {}

    public func preferred(among candidates: [Candidate]) -> Int {
        weighted.preferred(among: candidates)
    }

    public func isBetter(_ candidate: Candidate, than active: Candidate) -> Bool {
        weighted.isBetter(candidate, than: active)
    }

    public func serving(active: Int, among candidates: [Candidate]) -> [Int] {
        candidates.indices.filter { candidates[$0].weight == candidates[active].weight }
    }
}
