internal import Steps

/// Writes the parts of an entry, one after another.
struct EntryWriter {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    /// Begins anew, in the same memory.
    mutating func reset() {
        bytes.removeAll(keepingCapacity: true)
    }

    mutating func byte(_ value: UInt8) {
        bytes.append(value)
    }

    mutating func fixed(_ value: UInt32) {
        for shift in stride(from: 24, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(shift)))
        }
    }

    mutating func fixed(_ value: UInt64) {
        fixed(UInt32(truncatingIfNeeded: value >> 32))
        fixed(UInt32(truncatingIfNeeded: value))
    }

    mutating func saga(_ id: SagaID) {
        fixed(id.microseconds)
        fixed(id.random)
    }

    mutating func hash(_ hash: EntryHash) {
        fixed(hash.high)
        fixed(hash.low)
    }

    /// Seven bits a byte, the lowest first; the high bit says that more follow.
    mutating func varint(_ value: UInt64) {
        var rest = value
        while rest > 0x7f {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// A count or an index: never negative.
    mutating func count(_ value: Int) {
        varint(UInt64(value))
    }

    /// Zigzag, so that small negative numbers stay short.
    mutating func signed(_ value: Int64) {
        varint(UInt64(bitPattern: value << 1 ^ value >> 63))
    }

    mutating func string(_ text: String) {
        count(text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    mutating func raw(_ more: some Collection<UInt8>) {
        bytes.append(contentsOf: more)
    }
}
