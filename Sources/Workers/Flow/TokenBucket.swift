internal import Steps

/// At most so many a second, after a burst.
///
/// Kept as one number, the time by which what was taken runs ahead of the rate: the generic cell
/// rate algorithm (ITU-T I.371), which is the token bucket without a task that fills it. Only time
/// that is seen to pass counts, so a clock set back gives and takes nothing.
struct TokenBucket {
    /// Milliseconds from one token to the next.
    private let interval: Double
    /// How far ahead one may be and still take another.
    private let tolerance: Double
    private var ahead = 0.0
    private var latest: Timestamp?

    /// Sums of fractions of a millisecond are not exact.
    private static let error = 1e-6

    /// - Parameters:
    ///   - rate: a second.
    ///   - burst: how many at once after a pause; by default what comes in a second, at least one.
    init(rate: Double, burst: Double? = nil) {
        precondition(rate > 0 && rate.isFinite, "a rate is above zero")
        let burst = max(1, burst ?? rate)
        interval = 1_000 / rate
        tolerance = (burst - 1) * interval
    }

    mutating func hasToken(at now: Timestamp) -> Bool {
        pass(to: now)
        return ahead <= tolerance + Self.error
    }

    /// The moment from which there is a token, if nobody takes one before.
    mutating func nextToken(at now: Timestamp) -> Timestamp {
        pass(to: now)
        let wait = ahead - tolerance - Self.error
        guard wait > 0 else { return now }
        return now + Milliseconds(rawValue: Int64(min(wait, Self.longest).rounded(.up)))
    }

    /// Takes a token, whether there is one or not; one that is missing is owed.
    mutating func take(at now: Timestamp) {
        pass(to: now)
        ahead += interval
    }

    /// More than any rate asks for, and far from the end of the integers.
    private static let longest = 1e15

    private mutating func pass(to now: Timestamp) {
        if let latest, now > latest {
            ahead = max(0, ahead - Double((now - latest).rawValue))
        }
        latest = now
    }
}
