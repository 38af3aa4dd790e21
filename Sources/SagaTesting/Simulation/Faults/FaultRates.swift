/// How often something goes wrong, in a thousand.
public struct FaultRates: Hashable, Sendable {
    /// Of the tries of requests.
    public var request = 880
    /// Of the commits.
    public var commit = 25
    /// Of the seconds.
    public var moment = 200
    /// Of the recoveries.
    public var recovery = 250

    /// The usual rates: enough that each saga meets some twenty faults.
    public init() {}
}
