/// A branch or a leaf of a table, taken apart with every number checked.
struct TreePage {
    /// One key with what stands under it.
    struct Node {
        var key: [UInt8]
        var flags: Int
        /// Of a leaf: the bytes in the page.
        var data: [UInt8]
        /// Of a leaf: how long the value is, wherever it stands.
        var length: Int
        /// Of a branch: the page below.
        var child: Int
    }

    /// The value stands on pages of its own.
    static let bigData = 1
    /// The value is a table.
    static let table = 2

    private static let branch = 1
    private static let leaf = 2
    private static let head = 16
    private static let nodeHead = 8

    let isLeaf: Bool
    /// In order; `nil` where one cannot be read.
    private(set) var nodes: [Node?] = []
    /// What is wrong inside the page; its number and kind are right.
    private(set) var fault: String?

    /// - Throws: ``PageFault`` if this is another page, or none of a table.
    init(_ number: Int, _ bytes: [UInt8]) throws(PageFault) {
        guard LittleEndian.number64(bytes, 0) == UInt64(number) else {
            throw PageFault(
                number, "another page stands there (\(LittleEndian.number64(bytes, 0)))")
        }
        let kind = LittleEndian.number16(bytes, 10)
        guard kind == Self.branch || kind == Self.leaf else {
            throw PageFault(number, "it is no page of a table")
        }
        isLeaf = kind == Self.leaf
        let lower = LittleEndian.number16(bytes, 12)
        let upper = LittleEndian.number16(bytes, 14)
        guard lower > Self.head, lower % 2 == 0, upper % 2 == 0, lower <= upper,
            upper <= PageFile.pageSize
        else { throw PageFault(number, "its head cannot be") }
        var places: [(start: Int, end: Int)] = []
        for slot in stride(from: Self.head, to: lower, by: 2) {
            let start = LittleEndian.number16(bytes, slot)
            let node = isLeaf ? Self.leafNode(bytes, start) : Self.branchNode(bytes, start)
            guard start >= upper, start % 2 == 0, let node else {
                nodes.append(nil)
                fault = "node \(nodes.count) cannot be read"
                continue
            }
            nodes.append(node)
            places.append((start, start + Self.size(node, isLeaf: isLeaf)))
        }
        // Nodes stand close together up to the end of the page: a wrong length leaves a gap.
        places.sort { $0.start < $1.start }
        let starts = places.map(\.start) + [PageFile.pageSize]
        if fault == nil,
            starts[0] != upper || zip(places, starts.dropFirst()).contains(where: { $0.end != $1 })
        {
            fault = "its nodes do not lie close together"
        }
    }

    /// With what an odd length leaves over.
    private static func size(_ node: Node, isLeaf: Bool) -> Int {
        (nodeHead + node.key.count + (isLeaf ? node.data.count : 0) + 1) & ~1
    }

    static func leafNode(_ bytes: [UInt8], _ start: Int) -> Node? {
        guard start + nodeHead <= bytes.count else { return nil }
        let length = LittleEndian.number32(bytes, start)
        let flags = LittleEndian.number16(bytes, start + 4)
        let keyEnd = start + nodeHead + LittleEndian.number16(bytes, start + 6)
        let dataEnd = keyEnd + (flags & bigData != 0 ? 8 : length)
        guard keyEnd > start + nodeHead, dataEnd <= bytes.count,
            flags == 0 || flags == bigData || flags == table
        else { return nil }
        return Node(
            key: Array(bytes[start + nodeHead..<keyEnd]), flags: flags,
            data: Array(bytes[keyEnd..<dataEnd]), length: length, child: 0)
    }

    private static func branchNode(_ bytes: [UInt8], _ start: Int) -> Node? {
        guard start + nodeHead <= bytes.count else { return nil }
        let child =
            LittleEndian.number32(bytes, start) | LittleEndian.number16(bytes, start + 4) << 32
        let keyEnd = start + nodeHead + LittleEndian.number16(bytes, start + 6)
        guard keyEnd <= bytes.count else { return nil }
        return Node(
            key: Array(bytes[start + nodeHead..<keyEnd]), flags: 0, data: [], length: 0,
            child: child)
    }
}
