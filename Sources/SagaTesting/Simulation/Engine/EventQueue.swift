internal import Steps

/// What is to happen, in order of time, and of arrival where times are equal: a binary heap.
struct EventQueue {
    /// Tells events apart, in the order in which they were added.
    typealias Number = Int

    struct Event {
        let moment: Milliseconds
        let number: Number
        let body: () -> Void

        func isBefore(_ other: Event) -> Bool {
            (moment, number) < (other.moment, other.number)
        }
    }

    private var heap: [Event] = []
    /// Those that are still to happen.
    private var pending: Set<Number> = []
    private var last = 0

    mutating func add(at moment: Milliseconds, _ body: @escaping () -> Void) -> Number {
        last += 1
        pending.insert(last)
        heap.append(Event(moment: moment, number: last, body: body))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].isBefore(heap[parent]) else { break }
            heap.swapAt(child, parent)
            child = parent
        }
        return last
    }

    /// Does without an event; harmless once it has happened.
    mutating func cancel(_ number: Number) {
        pending.remove(number)
    }

    /// Takes out the next event.
    mutating func pop() -> Event? {
        while let event = popFirst() {
            if pending.remove(event.number) != nil { return event }
        }
        return nil
    }

    private mutating func popFirst() -> Event? {
        guard let first = heap.first else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child].isBefore(heap[least]) {
                least = child
            }
            guard least != parent else { return first }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
