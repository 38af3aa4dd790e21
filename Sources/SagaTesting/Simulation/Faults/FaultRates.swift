/// How often something goes wrong, in a thousand.
public struct FaultRates: Hashable, Sendable {
    /// Of the tries of requests.
    public var request = 850
    /// Of the commits.
    public var commit = 20
    /// Of the seconds.
    public var moment = 150
    /// Of the recoveries.
    public var recovery = 250

    /// The usual rates: enough that each saga meets some twenty faults.
    public init() {}
}
