/// The checksum at the end of each entry: CRC-32C, as in RFC 3720, appendix B.4.
///
/// LMDB has no checksums of its own and notices no flipped bit. Eight tables take eight bytes a
/// round, which keeps the checksum of an entry well below a microsecond.
package enum CRC32C {
    /// The checksum of some of the bytes.
    package static func checksum(of bytes: [UInt8], upTo end: Int) -> UInt32 {
        let tables = tables
        var crc = ~UInt32(0)
        var index = 0
        while index + 8 <= end {
            let low =
                crc
                ^ (UInt32(bytes[index]) | UInt32(bytes[index + 1]) << 8
                    | UInt32(bytes[index + 2]) << 16 | UInt32(bytes[index + 3]) << 24)
            crc =
                tables[0x700 + Int(low & 0xff)] ^ tables[0x600 + Int(low >> 8 & 0xff)]
                ^ tables[0x500 + Int(low >> 16 & 0xff)] ^ tables[0x400 + Int(low >> 24)]
            crc ^= tables[0x300 + Int(bytes[index + 4])] ^ tables[0x200 + Int(bytes[index + 5])]
            crc ^= tables[0x100 + Int(bytes[index + 6])] ^ tables[Int(bytes[index + 7])]
            index += 8
        }
        while index < end {
            crc = crc >> 8 ^ tables[Int((crc ^ UInt32(bytes[index])) & 0xff)]
            index += 1
        }
        return ~crc
    }

    /// The reversed Castagnoli polynomial.
    private static let polynomial: UInt32 = 0x82F6_3B78

    /// Eight tables of 256, one after another: table `k` is table 0 moved on by `k` zero bytes.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var crc = UInt32(byte)
            for _ in 0..<8 {
                crc = crc & 1 == 1 ? crc >> 1 ^ polynomial : crc >> 1
            }
            tables[byte] = crc
        }
        for index in 256..<tables.count {
            let previous = tables[index - 256]
            tables[index] = previous >> 8 ^ tables[Int(previous & 0xff)]
        }
        return tables
    }()
}
