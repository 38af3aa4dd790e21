/// How long requests are told to come back while no endpoint is healthy.
public struct FailoverSettings: Hashable, Sendable {
    /// How often the set is looked at before it is given up; requests that come in one interval
    /// count once, however many they are.
    public var attempts = 10
    /// The time from one attempt to the next.
    public var interval: Duration = .seconds(12)

    /// The defaults.
    public init() {}
}
