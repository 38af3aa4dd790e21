/// One walk over all pages of a table.
struct TreeWalk {
    let tree: PageTree
    var seen: PageSet
    let node: ([UInt8], [UInt8], Int) -> Void
    let fault: (TreeFault) -> Void
    private var last: [UInt8]?
    private var branches = 0
    private var leaves = 0
    private var overflows = 0
    private var entries = 0
    private var isWhole = true

    init(
        tree: PageTree, seen: PageSet, node: @escaping ([UInt8], [UInt8], Int) -> Void,
        fault: @escaping (TreeFault) -> Void
    ) {
        self.tree = tree
        self.seen = seen
        self.node = node
        self.fault = fault
    }

    /// A stretch of keys: from one, to before another.
    private struct Stretch {
        var lower: [UInt8]?
        var upper: [UInt8]?
    }

    mutating func run() {
        let record = tree.record
        if let root = record.root { visit(root, level: 1, Stretch()) }
        guard isWhole else { return }
        let counts = [
            ("entries", record.entries, entries), ("branch pages", record.branches, branches),
            ("leaf pages", record.leaves, leaves), ("overflow pages", record.overflows, overflows),
        ]
        for (name, expected, found) in counts where expected != found {
            return find(nil, "it should have \(expected) \(name), and has \(found)", Stretch())
        }
    }

    private mutating func visit(_ number: Int, level: Int, _ stretch: Stretch) {
        guard seen.insert(number) else {
            let isInside = number >= 0 && number < tree.file.pageCount
            let what =
                isInside ? "two ways lead to it" : "it lies behind the end of the file"
            return find(number, what, stretch)
        }
        let page: TreePage
        do throws(PageFault) {
            page = try TreePage(number, try tree.file.bytes(number, isKept: false))
        } catch {
            return find(error.page, error.what, stretch)
        }
        guard page.isLeaf == (level == tree.record.depth) else {
            return find(number, "it stands at a wrong depth", stretch)
        }
        if page.isLeaf {
            leaves += 1
            readLeaf(number, page, stretch)
        } else {
            branches += 1
            readBranch(number, page, level, stretch)
        }
    }

    private mutating func readBranch(
        _ number: Int, _ page: TreePage, _ level: Int, _ stretch: Stretch
    ) {
        if let what = page.fault { find(number, what, stretch) }
        var lower = stretch.lower
        for (index, child) in page.nodes.enumerated() {
            // The first key of a branch stands for all that come before the second.
            if index > 0, let key = child?.key {
                guard isAscending(lower, key), isAscending(key, stretch.upper) else {
                    find(
                        number, "its keys are not in order",
                        Stretch(lower: lower, upper: stretch.upper))
                    return
                }
                lower = key
            }
            let following = page.nodes.dropFirst(index + 1).first { $0 != nil } ?? nil
            let upper = following?.key ?? stretch.upper
            guard let child else {
                find(number, "a node cannot be read", Stretch(lower: lower, upper: upper))
                continue
            }
            guard isAscending(lower, upper) else { continue }
            visit(child.child, level: level + 1, Stretch(lower: lower, upper: upper))
        }
    }

    private mutating func readLeaf(_ number: Int, _ page: TreePage, _ stretch: Stretch) {
        if let what = page.fault { find(number, what, stretch) }
        for entry in page.nodes {
            guard let entry else { continue }
            guard last.map({ isAscending($0, entry.key) }) ?? true,
                isAscending(entry.key, stretch.upper),
                stretch.lower.map({ !isAscending(entry.key, $0) }) ?? true
            else {
                find(number, "its keys are not where they belong", stretch)
                continue
            }
            last = entry.key
            entries += 1
            do throws(PageFault) {
                let value = try tree.value(of: entry)
                try claimOverflow(of: entry)
                node(entry.key, value, entry.flags)
            } catch {
                find(
                    error.page, error.what,
                    Stretch(lower: entry.key, upper: entry.key + [0]))
            }
        }
    }

    private mutating func claimOverflow(of entry: TreePage.Node) throws(PageFault) {
        guard entry.flags & TreePage.bigData != 0,
            let first = LittleEndian.count(entry.data, 0)
        else { return }
        let pages = try Overflow(first, length: entry.length, in: tree.file).pages
        overflows += pages.count
        for page in pages where !seen.insert(page) {
            throw PageFault(page, "two ways lead to it")
        }
    }

    /// Whether a key comes before another; an end that is open is behind all.
    private func isAscending(_ key: [UInt8]?, _ other: [UInt8]?) -> Bool {
        guard let key, let other else { return true }
        guard tree.hasNumbers, key.count == 8, other.count == 8 else {
            return key.lexicographicallyPrecedes(other)
        }
        return LittleEndian.number64(key, 0) < LittleEndian.number64(other, 0)
    }

    private mutating func find(_ page: Int?, _ what: String, _ stretch: Stretch) {
        isWhole = false
        fault(TreeFault(page: page, what: what, lower: stretch.lower, upper: stretch.upper))
    }
}
