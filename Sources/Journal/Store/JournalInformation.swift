/// What `journal info` shows.
public struct JournalInformation: Sendable {
    /// The version of the format.
    public var formatVersion: Int
    /// A random name that this journal got when it was made.
    public var identity: String
    /// How often it was restored from a backup, and one more.
    public var epoch: Int
    /// Bytes in use.
    public var usedBytes: Int
    /// Bytes that it may grow to.
    public var capacityBytes: Int
    /// Entries stored.
    public var entries: Int

    /// Puts the figures together.
    public init(
        formatVersion: Int, identity: String, epoch: Int = 1, usedBytes: Int,
        capacityBytes: Int, entries: Int
    ) {
        self.formatVersion = formatVersion
        self.identity = identity
        self.epoch = epoch
        self.usedBytes = usedBytes
        self.capacityBytes = capacityBytes
        self.entries = entries
    }
}
