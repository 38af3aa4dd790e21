/// What LMDB keeps of a table beside its pages.
///
/// | bytes | what |
/// |---|---|
/// | 4 | padding |
/// | 2 | flags |
/// | 2 | depth |
/// | 8 each | branch pages, leaf pages, overflow pages, entries, root |
package struct TreeRecord: Hashable, Sendable {
    static let size = 48
    private static let noRoot = UInt64.max

    let padding: Int
    let flags: Int
    let depth: Int
    let branches: Int
    let leaves: Int
    let overflows: Int
    /// How many entries the table has.
    package let entries: Int
    /// The page that leads to all others; `nil` if the table is empty.
    let root: Int?

    /// Reads a record; `nil` if it can be none.
    init?(_ bytes: [UInt8], at offset: Int = 0) {
        guard bytes.count >= offset + Self.size,
            let branches = LittleEndian.count(bytes, offset + 8),
            let leaves = LittleEndian.count(bytes, offset + 16),
            let overflows = LittleEndian.count(bytes, offset + 24),
            let entries = LittleEndian.count(bytes, offset + 32)
        else { return nil }
        let isEmpty = LittleEndian.number64(bytes, offset + 40) == Self.noRoot
        root = isEmpty ? nil : LittleEndian.count(bytes, offset + 40)
        padding = LittleEndian.number32(bytes, offset)
        flags = LittleEndian.number16(bytes, offset + 4)
        depth = LittleEndian.number16(bytes, offset + 6)
        self.branches = branches
        self.leaves = leaves
        self.overflows = overflows
        self.entries = entries
        guard root != nil || isEmpty else { return nil }
        guard isEmpty == (depth == 0), isEmpty == (entries == 0), isEmpty == (leaves == 0) else {
            return nil
        }
    }
}
