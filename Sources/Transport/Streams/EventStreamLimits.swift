/// How much of an event stream is held in memory, and how long it may be silent.
public struct EventStreamLimits: Hashable, Sendable {
    /// The longest line, in bytes without its end: 256 KiB.
    ///
    /// Comments and unknown fields count too.
    public var lineLength = 256 * 1024
    /// The most data of one event, in bytes, each line with its end: 1 MiB.
    public var eventSize = 1024 * 1024
    /// The longest silence before the connection is made anew: 2 minutes.
    public var silence: Duration = .seconds(120)

    /// The default limits.
    public init() {}
}
