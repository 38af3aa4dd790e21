/// A value that is too long for a leaf, on pages of its own.
struct Overflow {
    private static let head = 16
    private static let kind = 4

    let value: [UInt8]
    let pages: Range<Int>

    /// - Throws: ``PageFault`` if what stands there is not one of this length.
    init(_ first: Int, length: Int, in file: PageFile) throws(PageFault) {
        let count = (Self.head - 1 + length) / PageFile.pageSize + 1
        guard first >= 0, count <= file.pageCount, first <= file.pageCount - count else {
            throw PageFault(first, "a long value on it lies behind the end of the file")
        }
        pages = first..<first + count
        var value: [UInt8] = []
        value.reserveCapacity(count * PageFile.pageSize)
        for page in pages { value += try file.bytes(page, isKept: false) }
        guard LittleEndian.number64(value, 0) == UInt64(first),
            LittleEndian.number16(value, 10) == Self.kind,
            LittleEndian.number32(value, 12) == count
        else { throw PageFault(first, "no long value of \(length) bytes stands there") }
        self.value = Array(value[Self.head..<Self.head + length])
    }
}
