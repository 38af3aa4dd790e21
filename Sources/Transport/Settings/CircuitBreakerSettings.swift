/// How long a sick endpoint is left alone, and what lets it in again.
public struct CircuitBreakerSettings: Hashable, Sendable {
    /// How long it is neither selected nor let in, whatever its checks say.
    public var grace: Duration = .seconds(60)
    /// Good rounds of checks in a row, after the grace, that let it in.
    public var successesToClose = 2

    /// The defaults.
    public init() {}
}
