internal import Steps

/// One thing that takes only so much: the whole engine, a pool or a node.
struct Gate {
    private(set) var inFlight = 0
    private let concurrency: Int
    private var adaptive: AdaptiveLimit?
    private var knee: KneeLimit?
    private var bucket: TokenBucket?

    /// - Parameters:
    ///   - adapts: whether overload lowers the limit for a while.
    ///   - findsKnee: whether the limit is no more than what is worth it.
    init(concurrency: Int?, rate: Double?, adapts: Bool = false, findsKnee: Bool = false) {
        let concurrency = concurrency ?? .max
        self.concurrency = concurrency
        adaptive = adapts ? AdaptiveLimit(maximum: concurrency) : nil
        knee = findsKnee ? KneeLimit(maximum: concurrency) : nil
        bucket = rate.map { TokenBucket(rate: $0) }
    }

    var hasRate: Bool { bucket != nil }
    /// How much may be under way at once by now.
    var allowed: Int { adaptive?.allowed ?? knee?.allowed ?? concurrency }

    mutating func hasRoom(at now: Timestamp) -> Bool {
        inFlight < allowed && bucket?.hasToken(at: now) ?? true
    }

    /// When there will be room without anybody leaving; `nil` if somebody has to.
    mutating func nextRoom(at now: Timestamp) -> Timestamp? {
        guard inFlight < allowed else { return nil }
        return bucket?.nextToken(at: now) ?? now
    }

    mutating func enter(at now: Timestamp) -> AdaptiveLimit.Begun? {
        inFlight += 1
        bucket?.take(at: now)
        return adaptive?.begin(inFlight: inFlight)
    }

    mutating func leave(
        _ begun: AdaptiveLimit.Begun?, _ result: CallResult?, at now: Timestamp
    ) {
        precondition(inFlight > 0, "a slot is given back once")
        // Refusals come quickly, and say nothing of how much work gets done.
        if let result, result.outcome != .unreachable, !AdaptiveLimit.isOverload(result) {
            knee?.ended(underWay: inFlight, at: now)
        }
        inFlight -= 1
        if let begun { adaptive?.end(begun, result) }
    }
}
