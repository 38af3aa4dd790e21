/// All that one commit left in a file.
package struct FileView {
    /// The file.
    package let file: PageFile
    /// Where it begins.
    package let meta: FileMeta

    /// Puts a view together.
    package init(_ meta: FileMeta, of file: PageFile) {
        self.file = file
        self.meta = meta
    }

    /// The tables, by name, with what is wrong in the list of them.
    package func tables(
        seen: inout PageSet
    ) -> (tables: [(name: [UInt8], tree: PageTree)], faults: [TreeFault]) {
        var tables: [(name: [UInt8], tree: PageTree)] = []
        var faults: [TreeFault] = []
        PageTree(meta.main, in: file).walk(
            seen: &seen,
            node: { name, value, flags in
                guard flags == TreePage.table, value.count == TreeRecord.size,
                    let record = TreeRecord(value), record.padding == 0, record.flags == 0
                else {
                    let name = String(decoding: name, as: UTF8.self)
                    return faults.append(
                        TreeFault(
                            page: nil, what: "what leads to the table '\(name)' cannot be read"))
                }
                tables.append((name, PageTree(record, in: file)))
            }, fault: { faults.append($0) })
        return (tables, faults)
    }

    /// Checks the list of free pages: commits write to them, so none may be in use.
    ///
    /// - Parameter used: the pages of all tables; those of the list itself are added.
    package func checkFree(used: inout PageSet) -> [TreeFault] {
        var faults: [TreeFault] = []
        var free: [Int] = []
        var newest: UInt64 = 0
        PageTree(meta.free, in: file, hasNumbers: true).walk(
            seen: &used,
            entry: { key, value in
                guard key.count == 8, let pages = Self.pages(value) else {
                    return faults.append(
                        TreeFault(page: nil, what: "a list of free pages cannot be read"))
                }
                newest = max(newest, LittleEndian.number64(key, 0))
                free += pages
            }, fault: { faults.append($0) })
        // Each commit but the first frees the pages that it wrote anew.
        if faults.isEmpty, meta.transaction > 1, newest != meta.transaction {
            faults.append(
                TreeFault(
                    page: nil,
                    what: "the last commit is \(meta.transaction), and the last that freed pages "
                        + "is \(newest)"))
        }
        if used.highest > meta.lastPage {
            faults.append(
                TreeFault(
                    page: used.highest,
                    what: "it is in use, and the meta page says that \(meta.lastPage) is the last"))
        }
        var listed: Set<Int> = []
        for page in free {
            guard page > 1, page <= meta.lastPage else {
                faults.append(TreeFault(page: page, what: "it is listed as free, and is none"))
                continue
            }
            if used.contains(page) {
                faults.append(TreeFault(page: page, what: "it is in use and listed as free"))
            } else if !listed.insert(page).inserted {
                faults.append(TreeFault(page: page, what: "it is listed as free twice"))
            }
        }
        return faults
    }

    /// A list of free pages: how many, and their numbers, falling.
    private static func pages(_ value: [UInt8]) -> [Int]? {
        guard value.count >= 8, let count = LittleEndian.count(value, 0),
            count <= value.count / 8 - 1
        else { return nil }
        var pages: [Int] = []
        for index in 0..<count {
            guard let page = LittleEndian.count(value, 8 + 8 * index),
                pages.last.map({ page < $0 }) ?? true
            else { return nil }
            pages.append(page)
        }
        return pages
    }

    /// Calls `body` with all that any leaf of the file holds, in use or not, and wherever in the
    /// file it stands: who calls must know by the bytes themselves what to believe.
    package static func salvage(
        _ file: PageFile, _ body: (_ key: [UInt8], _ value: [UInt8]) -> Void
    ) {
        for number in 0..<file.pageCount {
            guard let bytes = try? file.bytes(number, isKept: false),
                let own = LittleEndian.count(bytes, 0),
                let page = try? TreePage(own, bytes), page.isLeaf
            else { continue }
            for case .some(let node) in page.nodes {
                if node.flags == 0 {
                    body(node.key, node.data)
                } else if node.flags == TreePage.bigData,
                    let first = LittleEndian.count(node.data, 0),
                    let overflow = try? Overflow(first, length: node.length, in: file)
                {
                    body(node.key, overflow.value)
                }
            }
        }
    }
}
