/// Takes a recording apart; its form is that of `Tests/DiskShim/record.h`.
struct DiskRecordReader {
    private static let headerLength = 48
    /// No write is as long.
    private static let longest = 1 << 32

    let bytes: [UInt8]
    private var position = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The next event; `nil` at the end.
    mutating func next() throws(DiskRecordingBroken) -> DiskEvent? {
        guard bytes.count - position >= Self.headerLength else { return nil }
        let kind = number(at: 0, bytes: 4)
        let flags = UInt32(number(at: 4, bytes: 4))
        let inode = number(at: 8, bytes: 8)
        let offset = number(at: 16, bytes: 8)
        let sync = number(at: 24, bytes: 8)
        let nameLength = Int(number(at: 36, bytes: 4))
        guard let dataLength = Int(exactly: number(at: 40, bytes: 8)),
            dataLength < Self.longest, let offset = Int(exactly: offset), (1...12).contains(kind)
        else { throw DiskRecordingBroken(description: "no record at byte \(position)") }
        let start = position + Self.headerLength
        // A program that is killed leaves its last record cut, however long that was to be.
        guard start + nameLength + dataLength <= bytes.count else { return nil }
        let name = String(decoding: bytes[start..<start + nameLength], as: UTF8.self)
        let data = bytes[start + nameLength..<start + nameLength + dataLength]
        position = start + nameLength + dataLength
        var text: String { String(decoding: data, as: UTF8.self) }
        switch kind {
        case 1: return .opened(path: name, inode: inode, .init(rawValue: flags))
        case 2:
            return .wrote(
                inode: inode, offset: offset, bytes: data, sync: sync == 0 ? nil : sync)
        case 3: return .cut(inode: inode, length: offset)
        case 4: return .syncBegan(call: name, inode: inode, sync: sync)
        case 5: return .syncEnded(sync: sync, error: offset)
        case 6: return .renamed(from: name, to: text)
        case 7: return .linked(from: name, to: text)
        case 8: return .unlinked(path: name)
        case 9: return .madeDirectory(path: name, inode: inode)
        case 10: return .removedDirectory(path: name)
        case 11: return .marked(bytes: data)
        case 12: return .failed(path: name, what: text)
        default: throw DiskRecordingBroken(description: "no record ends at byte \(position)")
        }
    }

    private func number(at offset: Int, bytes count: Int) -> UInt64 {
        var value: UInt64 = 0
        for index in (0..<count).reversed() {
            value = value << 8 | UInt64(bytes[position + offset + index])
        }
        return value
    }
}
