/// How much of an event stream is held in memory.
public struct EventStreamLimits: Hashable, Sendable {
    /// The longest line, in bytes without its end: 256 KiB.
    ///
    /// Comments and unknown fields count too.
    public var lineLength = 256 * 1024
    /// The most data of one event, in bytes, each line with its end: 1 MiB.
    public var eventSize = 1024 * 1024

    /// The default limits.
    public init() {}
}
