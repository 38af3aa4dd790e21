internal import Foundation
public import Steps

/// Where the engine takes the time from; simulated in tests.
public protocol EngineClock: Sendable {
    /// The present moment.
    func now() -> Timestamp
}

/// The machine's own clock.
public struct SystemClock: EngineClock {
    /// The machine's own clock.
    public init() {}

    /// The present moment, in UTC.
    public func now() -> Timestamp {
        Timestamp(rawValue: Int64(Date().timeIntervalSince1970 * 1_000))
    }
}
