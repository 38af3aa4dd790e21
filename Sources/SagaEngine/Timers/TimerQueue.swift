public import Steps

/// Sagas ordered by the moment at which they want to be looked at again: a binary heap.
public struct TimerQueue: Sendable {
    private struct Timer: Sendable {
        let due: Timestamp
        let saga: SagaID
    }

    private var heap: [Timer] = []

    /// An empty queue.
    public init() {}

    /// The earliest moment at which a saga is due.
    public var nextDue: Timestamp? {
        heap.first?.due
    }

    /// Adds a saga; one that is added twice is due twice.
    public mutating func add(_ saga: SagaID, due: Timestamp) {
        heap.append(Timer(due: due, saga: saga))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].due < heap[parent].due else { break }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// How many there are, those that nobody needs any more included.
    public var count: Int { heap.count }

    /// Takes out all those of sagas that are gone.
    public mutating func removeAll(where isGone: (SagaID) -> Bool) {
        let left = heap.filter { !isGone($0.saga) }
        heap = []
        for timer in left { add(timer.saga, due: timer.due) }
    }

    /// Takes out the saga that is due first, and when it was, if it is due by now.
    public mutating func popDue(at now: Timestamp) -> (saga: SagaID, due: Timestamp)? {
        guard let first = heap.first, first.due <= now else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child].due < heap[least].due {
                least = child
            }
            guard least != parent else { return (first.saga, first.due) }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
