/// Those that wait, first come, first served.
///
/// The place of one that left is given up only with those of many others, so leaving costs a
/// constant on average.
struct Line<Element> {
    private var places: [Element] = []
    /// The first one that still waits.
    private var head = 0

    var count: Int { places.count - head }
    var isEmpty: Bool { head == places.count }
    var first: Element? { isEmpty ? nil : places[head] }

    mutating func append(_ element: Element) {
        places.append(element)
    }

    mutating func popFirst() -> Element? {
        guard let first else { return nil }
        head += 1
        if isEmpty {
            places = []
            head = 0
        } else if head > 64, head * 2 > places.count {
            places.removeFirst(head)
            head = 0
        }
        return first
    }
}
