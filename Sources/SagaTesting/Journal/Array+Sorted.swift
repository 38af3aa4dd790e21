extension Array where Element: Comparable {
    /// Puts an element in its place in an array that is in order, unless it is there.
    mutating func insert(sorted element: Element) {
        let position = position(of: element)
        guard position == count || self[position] != element else { return }
        insert(element, at: position)
    }

    /// Takes an element out of an array that is in order, if it is there.
    mutating func remove(sorted element: Element) {
        let position = position(of: element)
        guard position < count, self[position] == element else { return }
        remove(at: position)
    }

    /// Up to `limit` elements of an array that is in order, starting after one.
    func page(after last: Element?, limit: Int) -> [Element] {
        let start = last.map { position(of: $0) } ?? 0
        return Array(self[start...].drop { $0 == last }.prefix(limit))
    }

    /// The first place whose element is not lower.
    private func position(of element: Element) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < element { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
