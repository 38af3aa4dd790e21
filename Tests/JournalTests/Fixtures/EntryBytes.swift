@testable import Journal

/// An entry's bytes with the checksum that belongs to them.
func checked(_ bytes: [UInt8]) -> [UInt8] { bytes + bytes.checksum }

func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

extension [UInt8] {
    /// The checksum of the bytes, in the order in which it is stored.
    var checksum: [UInt8] {
        let checksum = CRC32C.checksum(of: self, upTo: count)
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: checksum >> UInt32($0)) }
    }
}
