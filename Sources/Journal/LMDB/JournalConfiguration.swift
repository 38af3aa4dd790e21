/// How large a journal may grow.
public struct JournalConfiguration: Sendable {
    /// Bytes that the journal's file may grow to; the disk is taken only as needed.
    public var capacityBytes: Int
    /// Bytes kept free for the outcomes of sagas that run; new sagas are refused before.
    public var reserveBytes: Int
    /// Bytes that have to be free on the disk for new sagas to be accepted.
    public var freeDiskBytes: Int

    /// Puts a configuration together; the reserve is a sixteenth of the capacity unless given.
    public init(
        capacityBytes: Int = 64 << 30, reserveBytes: Int? = nil, freeDiskBytes: Int = 16 << 20
    ) {
        self.capacityBytes = capacityBytes
        self.reserveBytes = reserveBytes ?? min(capacityBytes / 16, 64 << 20)
        self.freeDiskBytes = freeDiskBytes
    }
}
