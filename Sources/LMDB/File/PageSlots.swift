/// The nodes of a page, looked up one by one.
///
/// ``TreePage`` reads all of them, which a search does not need.
struct PageSlots {
    private static let head = 16
    private static let nodeHead = 8

    let isLeaf: Bool
    let count: Int
    private let bytes: [UInt8]

    /// `nil` if this is another page, or none of a table.
    init?(_ number: Int, _ bytes: [UInt8]) {
        let kind = LittleEndian.number16(bytes, 10)
        let lower = LittleEndian.number16(bytes, 12)
        guard LittleEndian.number64(bytes, 0) == UInt64(number), kind == 1 || kind == 2,
            lower >= Self.head, lower <= bytes.count
        else { return nil }
        isLeaf = kind == 2
        count = (lower - Self.head) / 2
        self.bytes = bytes
    }

    func node(_ slot: Int) -> TreePage.Node? {
        TreePage.leafNode(bytes, start(slot))
    }

    func child(_ slot: Int) -> Int? {
        let start = start(slot)
        guard start + Self.nodeHead <= bytes.count else { return nil }
        return LittleEndian.number32(bytes, start) | LittleEndian.number16(bytes, start + 4) << 32
    }

    /// The first slot whose key is not before a key.
    func firstNotBefore(_ key: [UInt8]) -> Int {
        partition(from: 0) { $0.lexicographicallyPrecedes(key) }
    }

    /// Of a branch: the slot below which a key is; the first stands for all before the second.
    func lastNotAfter(_ key: [UInt8]) -> Int {
        guard count > 0 else { return 0 }
        return partition(from: 1) { !key.lexicographicallyPrecedes($0) } - 1
    }

    /// The first slot that does not fulfil a condition, which those before it do.
    private func partition(from first: Int, _ condition: (ArraySlice<UInt8>) -> Bool) -> Int {
        var low = first
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if condition(key(middle)) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func start(_ slot: Int) -> Int {
        LittleEndian.number16(bytes, Self.head + 2 * slot)
    }

    /// Empty if it cannot be read.
    private func key(_ slot: Int) -> ArraySlice<UInt8> {
        let start = start(slot)
        guard start + Self.nodeHead <= bytes.count else { return [] }
        let end = start + Self.nodeHead + LittleEndian.number16(bytes, start + 6)
        guard end <= bytes.count else { return [] }
        return bytes[start + Self.nodeHead..<end]
    }
}
