/// Numbers of LMDB's file, which stand in the order of the processor's bytes.
enum LittleEndian {
    static func number16(_ bytes: [UInt8], _ offset: Int) -> Int {
        Int(bytes[offset]) | Int(bytes[offset + 1]) << 8
    }

    static func number32(_ bytes: [UInt8], _ offset: Int) -> Int {
        number16(bytes, offset) | number16(bytes, offset + 2) << 16
    }

    static func number64(_ bytes: [UInt8], _ offset: Int) -> UInt64 {
        UInt64(number32(bytes, offset)) | UInt64(number32(bytes, offset + 4)) << 32
    }

    /// A count or a place; `nil` if it is too large to be either.
    static func count(_ bytes: [UInt8], _ offset: Int) -> Int? {
        let number = number64(bytes, offset)
        return number < 1 << 48 ? Int(number) : nil
    }
}
