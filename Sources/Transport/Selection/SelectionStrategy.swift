/// What a strategy may know of an endpoint.
public struct Candidate: Hashable, Sendable {
    /// Its URL.
    public let url: String
    /// How much it is preferred.
    public let weight: Double
    /// A moving average of its calls and checks; `nil`: none yet.
    public let latency: Duration?

    /// Puts a candidate together.
    public init(url: String, weight: Double, latency: Duration? = nil) {
        self.url = url
        self.weight = weight
        self.latency = latency
    }
}

/// Chooses among healthy endpoints.
///
/// The lists it is given are in the order in which the endpoints
/// were listed, and never empty; what it returns are positions in them.
public protocol SelectionStrategy: Sendable {
    /// The one that should be active.
    func preferred(among candidates: [Candidate]) -> Int

    /// Whether failback should leave a healthy active endpoint for this one.
    func isBetter(_ candidate: Candidate, than active: Candidate) -> Bool

    /// Those that share the requests, in turn, while one of them is active.
    func serving(active: Int, among candidates: [Candidate]) -> [Int]
}

extension SelectionStrategy {
    /// The active one alone.
    public func serving(active: Int, among candidates: [Candidate]) -> [Int] {
        [active]
    }
}
