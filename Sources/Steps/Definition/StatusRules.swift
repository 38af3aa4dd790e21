/// Which status codes of a request mean that it was done, and which that nothing was.
public struct StatusRules: Hashable, Sendable, Codable {
    /// Codes that mean success; empty means every 2xx.
    public var succeeded: [Int]
    /// Codes that mean that nothing was done and a retry cannot help.
    public var rejected: [Int]

    /// Puts rules together.
    public init(succeeded: [Int] = [], rejected: [Int] = []) {
        self.succeeded = succeeded
        self.rejected = rejected
    }

    /// Codes in the 400s that say "not now" or "not sure" rather than "no".
    private static let undecided: Set<Int> = [408, 425, 429]

    /// What a status code says about the request's effect.
    public func outcome(of status: Int) -> Outcome {
        if succeeded.contains(status) { return .succeeded }
        if rejected.contains(status) { return .rejected }
        switch status {
        case 200..<300 where succeeded.isEmpty: return .succeeded
        case 400..<500 where !Self.undecided.contains(status): return .rejected
        default: return .unknown
        }
    }
}
