/// An entry as it was read back, with its place in the chain of hashes.
public struct DecodedEntry: Hashable, Sendable {
    /// What was written down.
    public var entry: Entry
    /// The hash of the saga's entry before it, as this one says.
    public var previous: EntryHash
    /// The hash of this entry's own bytes.
    public var hash: EntryHash

    /// Puts a decoded entry together.
    public init(entry: Entry, previous: EntryHash, hash: EntryHash) {
        self.entry = entry
        self.previous = previous
        self.hash = hash
    }
}
