/// Finds a small part of a list that still has a property: delta debugging.
///
/// Zeller and Hildebrandt: "Simplifying and isolating failure-inducing input", 2002.
struct Shrinking {
    /// How many questions may still be asked.
    private(set) var questions: Int

    /// - Parameter questions: how many may be asked.
    init(questions: Int) {
        self.questions = questions
    }

    /// A list from which no part can be taken out, if the questions suffice; else a smaller one.
    ///
    /// - Parameter stillFails: asked for a part of the list; the whole is known to fail.
    mutating func smallest<Element>(
        of list: [Element], _ stillFails: ([Element]) -> Bool
    ) -> [Element] {
        guard !list.isEmpty else { return list }
        if ask([], stillFails) { return [] }
        var list = list
        var parts = 2
        while list.count > 1 {
            let size = (list.count + parts - 1) / parts
            let starts = stride(from: 0, to: list.count, by: size)
            let shorter = starts.lazy.map { start in
                Array(list[..<start] + list[min(start + size, list.count)...])
            }
            var found: [Element]?
            for candidate in shorter where questions > 0 && found == nil {
                if ask(candidate, stillFails) { found = candidate }
            }
            if let found {
                list = found
                parts = max(2, parts - 1)
            } else if size == 1 || questions == 0 {
                break
            } else {
                parts = min(list.count, parts * 2)
            }
        }
        return list
    }

    private mutating func ask<Element>(
        _ list: [Element], _ stillFails: ([Element]) -> Bool
    ) -> Bool {
        guard questions > 0 else { return false }
        questions -= 1
        return stillFails(list)
    }
}
