internal import Steps

/// Reads the parts of an entry back.
///
/// Whatever the bytes are, it throws and never traps, and it allocates no more than the bytes that
/// are there can fill. What ``EntryWriter`` would write differently is refused: an entry has one
/// form, and so one hash.
struct EntryReader {
    private let bytes: [UInt8]
    private(set) var position: Int
    private let end: Int

    init(_ bytes: [UInt8], from start: Int = 0, upTo end: Int) {
        self.bytes = bytes
        position = start
        self.end = min(end, bytes.count)
    }

    var remaining: Int { end - position }

    /// What was read since a position.
    func bytes(since start: Int) -> ArraySlice<UInt8> {
        bytes[start..<position]
    }

    /// Checks that one of several follows the one before it, as they are sorted by their bytes.
    static func expectOrder(
        _ previous: ArraySlice<UInt8>?, _ next: ArraySlice<UInt8>
    ) throws(JournalError) {
        guard let previous, !previous.lexicographicallyPrecedes(next) else { return }
        throw damaged("what it lists is not in order, or there twice")
    }

    static func damaged(_ what: String) -> JournalError {
        JournalError(
            .damaged,
            "an entry cannot be read: \(what); restore the journal from a backup")
    }

    mutating func byte() throws(JournalError) -> UInt8 {
        guard position < end else { throw Self.damaged("it ends too early") }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func fixed32() throws(JournalError) -> UInt32 {
        UInt32(truncatingIfNeeded: try fixed(4))
    }

    mutating func fixed64() throws(JournalError) -> UInt64 {
        try fixed(8)
    }

    private mutating func fixed(_ count: Int) throws(JournalError) -> UInt64 {
        guard count <= remaining else { throw Self.damaged("it ends too early") }
        defer { position += count }
        var value: UInt64 = 0
        for index in position..<position + count { value = value << 8 | UInt64(bytes[index]) }
        return value
    }

    mutating func saga() throws(JournalError) -> SagaID {
        let microseconds = try fixed64()
        let random = try fixed64()
        let id = SagaID(microseconds: microseconds, random: random)
        guard id.microseconds == microseconds, id.random == random else {
            throw Self.damaged("its saga id is out of range")
        }
        return id
    }

    mutating func hash() throws(JournalError) -> EntryHash {
        let high = try fixed64()
        return EntryHash(high: high, low: try fixed64())
    }

    mutating func varint() throws(JournalError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            let byte = try byte()
            // The tenth byte has room for one bit.
            guard shift < 63 || byte <= 1 else { break }
            value |= UInt64(byte & 0x7f) << shift
            guard byte & 0x80 == 0 else { continue }
            guard byte > 0 || shift == 0 else {
                throw Self.damaged("a number is written in more bytes than it takes")
            }
            return value
        }
        throw Self.damaged("a number is too long")
    }

    mutating func signed() throws(JournalError) -> Int64 {
        let value = try varint()
        return Int64(bitPattern: value >> 1) ^ -Int64(value & 1)
    }

    /// A number that must fit into `Int32`: indexes, numbers of tries.
    mutating func index() throws(JournalError) -> Int {
        let value = try varint()
        guard value <= UInt64(Int32.max) else { throw Self.damaged("a number is too large") }
        return Int(value)
    }

    /// How many things follow, each of which takes a byte or more.
    mutating func count() throws(JournalError) -> Int {
        let value = try varint()
        guard value <= UInt64(remaining) else { throw Self.damaged("a length is too large") }
        return Int(value)
    }

    mutating func raw(_ count: Int) throws(JournalError) -> [UInt8] {
        guard count <= remaining else { throw Self.damaged("it ends too early") }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    mutating func string() throws(JournalError) -> String {
        let count = try count()
        defer { position += count }
        do {
            let part = bytes.span.extracting(position..<position + count)
            return String(copying: try UTF8Span(validating: part))
        } catch {
            throw Self.damaged("a text is not UTF-8")
        }
    }
}
