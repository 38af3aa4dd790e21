/// A table, read from the file page by page.
package struct PageTree {
    let file: PageFile
    package let record: TreeRecord
    /// Whether keys are numbers in the order of the processor's bytes, as in the list of free pages.
    let hasNumbers: Bool

    init(_ record: TreeRecord, in file: PageFile, hasNumbers: Bool = false) {
        self.record = record
        self.file = file
        self.hasNumbers = hasNumbers
    }

    /// Calls `entry` with all that can be read, in order, and `fault` with all that is wrong.
    ///
    /// - Parameter seen: pages that something else leads to; those of this table are added.
    package func walk(
        seen: inout PageSet, entry: (_ key: [UInt8], _ value: [UInt8]) -> Void,
        fault: (TreeFault) -> Void
    ) {
        walk(seen: &seen, node: { key, value, _ in entry(key, value) }, fault: fault)
    }

    /// As ``walk(seen:entry:fault:)``, with the flags of each entry.
    func walk(
        seen: inout PageSet, node: (_ key: [UInt8], _ value: [UInt8], _ flags: Int) -> Void,
        fault: (TreeFault) -> Void
    ) {
        withoutActuallyEscaping(node) { node in
            withoutActuallyEscaping(fault) { fault in
                var walk = TreeWalk(tree: self, seen: seen, node: node, fault: fault)
                walk.run()
                seen = walk.seen
            }
        }
    }

    /// The value of a key; `nil` if there is none, or no whole way leads to it.
    package func value(_ key: [UInt8]) -> [UInt8]? {
        var found: [UInt8]?
        scan(from: key) { other, value in
            if other == key { found = value }
            return false
        }
        return found
    }

    /// Calls `body` with entries in order, from a key on, until it returns `false`; leaves out
    /// what cannot be read.
    package func scan(
        from key: [UInt8], _ body: (_ key: [UInt8], _ value: [UInt8]) -> Bool
    ) {
        guard let root = record.root else { return }
        var budget = file.pageCount
        _ = scan(page: root, level: 1, from: key, &budget, body)
    }

    /// - Parameter budget: pages that may still be read, for a damaged branch can lead in a circle.
    /// - Returns: whether to go on.
    private func scan(
        page: Int, level: Int, from key: [UInt8], _ budget: inout Int,
        _ body: (_ key: [UInt8], _ value: [UInt8]) -> Bool
    ) -> Bool {
        guard budget > 0, level <= record.depth, let bytes = try? file.bytes(page),
            let slots = PageSlots(page, bytes), slots.isLeaf == (level == record.depth)
        else { return true }
        budget -= 1
        guard slots.isLeaf else {
            for slot in slots.lastNotAfter(key)..<slots.count {
                guard let child = slots.child(slot) else { continue }
                guard scan(page: child, level: level + 1, from: key, &budget, body) else {
                    return false
                }
            }
            return true
        }
        for slot in slots.firstNotBefore(key)..<slots.count {
            guard let node = slots.node(slot), let value = try? value(of: node) else { continue }
            guard body(node.key, value) else { return false }
        }
        return true
    }

    /// The bytes under a key, from the pages of their own if they have some.
    func value(of node: TreePage.Node) throws(PageFault) -> [UInt8] {
        guard node.flags & TreePage.bigData != 0 else { return node.data }
        guard let first = LittleEndian.count(node.data, 0) else {
            throw PageFault(0, "a long value stands nowhere")
        }
        return try Overflow(first, length: node.length, in: file).value
    }
}
