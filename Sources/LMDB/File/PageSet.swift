/// Pages of a file, a bit each.
package struct PageSet {
    private var words: [UInt64]
    /// The highest page in it; 0 if there is none.
    private(set) var highest = 0

    /// An empty set for a file of so many pages.
    package init(pageCount: Int) {
        words = Array(repeating: 0, count: pageCount / 64 + 1)
    }

    /// Adds a page.
    ///
    /// - Returns: whether it was not in it.
    package mutating func insert(_ page: Int) -> Bool {
        guard page >= 0, page / 64 < words.count else { return false }
        let bit = UInt64(1) << UInt64(page % 64)
        highest = max(highest, page)
        defer { words[page / 64] |= bit }
        return words[page / 64] & bit == 0
    }

    /// Whether a page is in it.
    package func contains(_ page: Int) -> Bool {
        guard page >= 0, page / 64 < words.count else { return false }
        return words[page / 64] & UInt64(1) << UInt64(page % 64) != 0
    }
}
