/// Jobs of one priority in the order of their turns: a binary heap.
///
/// A job that is served from another queue gets a later turn; here that is noticed only when the
/// job comes to the top. Turns never get earlier while a job waits, so nothing is missed.
struct TurnHeap {
    private struct Entry {
        var turn: Int
        let job: String
    }

    private var entries: [Entry] = []

    var isEmpty: Bool { entries.isEmpty }

    mutating func add(_ job: String, turn: Int) {
        entries.append(Entry(turn: turn, job: job))
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard entries[child].turn < entries[parent].turn else { break }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    /// The job whose turn is next.
    ///
    /// - Parameter turn: a job's turn by now.
    mutating func first(_ turn: (String) -> Int) -> (job: String, turn: Int)? {
        while let top = entries.first {
            let now = turn(top.job)
            if now == top.turn { return (top.job, now) }
            entries[0].turn = now
            sink()
        }
        return nil
    }

    mutating func removeFirst() {
        entries.swapAt(0, entries.count - 1)
        entries.removeLast()
        sink()
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < entries.count && entries[child].turn < entries[least].turn {
                least = child
            }
            guard least != parent else { return }
            entries.swapAt(parent, least)
            parent = least
        }
    }
}
