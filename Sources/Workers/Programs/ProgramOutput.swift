/// What a program wrote to standard output.
package struct ProgramOutput: Hashable, Sendable {
    /// As much as is kept.
    package static let limit = 1 << 20

    /// The beginning, up to ``limit``.
    package private(set) var bytes: [UInt8]
    /// Whether there was more, which was read and dropped.
    package private(set) var isTruncated = false

    /// Starts with what is given.
    package init(_ bytes: [UInt8] = []) {
        self.bytes = []
        add(bytes[...])
    }

    mutating func add(_ more: ArraySlice<UInt8>) {
        let room = Self.limit - bytes.count
        bytes += more.prefix(room)
        if more.count > room { isTruncated = true }
    }
}
