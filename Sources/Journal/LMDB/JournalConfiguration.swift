/// How large a journal may grow.
public struct JournalConfiguration: Sendable {
    /// Bytes that the journal's file may grow to; the disk is taken only as needed.
    public var capacityBytes: Int
    /// Bytes kept free for the outcomes of sagas that run; new sagas are refused before.
    public var reserveBytes: Int
    /// Bytes that have to be free on the disk for new sagas to be accepted.
    public var freeDiskBytes: Int

    /// The smallest journal: below it a single commit hardly fits.
    public static let smallestCapacity = 1 << 20

    /// Puts a configuration together.
    ///
    /// - Parameters:
    ///   - capacityBytes: at least ``smallestCapacity``, which is taken if it is less.
    ///   - reserveBytes: a sixteenth of the capacity unless given, between 256 KiB (a commit
    ///     copies every page that it touches) and 64 MiB.
    public init(
        capacityBytes: Int = 64 << 30, reserveBytes: Int? = nil, freeDiskBytes: Int = 16 << 20
    ) {
        self.capacityBytes = max(capacityBytes, Self.smallestCapacity)
        self.reserveBytes =
            reserveBytes ?? max(256 << 10, min(self.capacityBytes / 16, 64 << 20))
        self.freeDiskBytes = freeDiskBytes
    }
}
