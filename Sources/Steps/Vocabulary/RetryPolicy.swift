/// How often a step is tried, and how long it waits in between.
public struct RetryPolicy: Hashable, Sendable, Codable {
    /// Tries in all, the first included.
    public var attempts: Int
    /// The longest wait before the second try.
    public var initial: Milliseconds
    /// How the longest wait grows from try to try.
    public var multiplier: Double
    /// The longest wait of all.
    public var cap: Milliseconds
    /// What is tried again; `nil`: whatever has, or may have, had no effect.
    public var on: [RetryCause]?

    /// Defaults of an action: 8 tries, from 100 ms, doubling, to 5 s.
    public static let forward = RetryPolicy(attempts: 8)
    /// Defaults of a compensation: as an action, but 30 tries, for an undo must not give up early.
    public static let backward = RetryPolicy(attempts: 30)

    /// Puts a policy together; the waits default to 100 ms, ×2, at most 5 s.
    public init(
        attempts: Int, initial: Milliseconds = 100, multiplier: Double = 2,
        cap: Milliseconds = 5_000, on: [RetryCause]? = nil
    ) {
        self.attempts = attempts
        self.initial = initial
        self.multiplier = multiplier
        self.cap = cap
        self.on = on
    }

    /// Whether a try that ended so is followed by another, as long as there are tries left.
    public func covers(_ outcome: Outcome, status: Int?) -> Bool {
        guard let on else { return outcome == .unknown || outcome == .unreachable }
        return on.contains(.outcome(outcome)) || status.map { on.contains(.status($0)) } ?? false
    }
}

/// Exponential backoff with full jitter: a random wait between nothing and a growing bound.
///
/// Full jitter spreads retries best under contention: M. Brooker, "Exponential Backoff and
/// Jitter", AWS Architecture Blog, 2015.
public enum Backoff {
    /// The longest wait after `failures` failed tries (1 or more).
    public static func bound(after failures: Int, policy: RetryPolicy) -> Milliseconds {
        var bound = Double(policy.initial.rawValue)
        let cap = Double(policy.cap.rawValue)
        for _ in 1..<max(1, failures) where bound < cap {
            bound *= policy.multiplier
        }
        return Milliseconds(rawValue: Int64(min(bound, cap)))
    }

    /// A wait drawn evenly from 0 to the bound, both included.
    public static func wait(
        after failures: Int, policy: RetryPolicy, using generator: inout some RandomNumberGenerator
    ) -> Milliseconds {
        let bound = bound(after: failures, policy: policy).rawValue
        return Milliseconds(rawValue: Int64.random(in: 0...max(0, bound), using: &generator))
    }
}
