/// Makes some inputs long.
///
/// The fuzzer's own inputs are short, for speed, and short ones take no time even where work grows
/// with the square of their length. Which are made long depends on their bytes alone.
enum Stretch {
    /// One input in so many.
    private static let rate: UInt32 = 512

    /// The input with a middle part repeated; `nil` for most inputs.
    static func long(_ bytes: [UInt8], count: Int) -> [UInt8]? {
        var hash: UInt32 = 2_166_136_261
        // FNV-1a: any hash would do that is the same in every process.
        for byte in bytes { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        guard !bytes.isEmpty, (hash >> 8) % rate == 0 else { return nil }
        let start = Int(hash >> 4 & 0xFFFF) % bytes.count
        let length = 1 + Int(hash >> 16) % min(64, bytes.count - start)
        let part = bytes[start..<start + length]
        var long = Array(bytes[..<start])
        long.reserveCapacity(count)
        while long.count < count { long += part }
        return long + bytes[(start + length)...]
    }
}
