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
    ///   - knee: what finds out how much is worth it.
    init(concurrency: Int?, rate: Double?, adapts: Bool = false, knee: KneeLimit? = nil) {
        let concurrency = concurrency ?? .max
        self.concurrency = concurrency
        adaptive = adapts ? AdaptiveLimit(maximum: concurrency) : nil
        self.knee = knee
        bucket = rate.map { TokenBucket(rate: $0) }
    }

    var hasRate: Bool { bucket != nil }
    /// How much may be under way at once by now.
    var allowed: Int { min(adaptive?.allowed ?? concurrency, knee?.allowed ?? concurrency) }

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

    /// - Parameter isWanted: whether calls wait for it, whatever holds them back.
    mutating func leave(
        _ begun: AdaptiveLimit.Begun?, _ result: CallResult?, isWanted: Bool, at now: Timestamp
    ) {
        precondition(inFlight > 0, "a slot is given back once")
        if result != nil { knee?.ended(underWay: inFlight, isWanted: isWanted, at: now) }
        inFlight -= 1
        if let begun { adaptive?.end(begun, result) }
    }
}
