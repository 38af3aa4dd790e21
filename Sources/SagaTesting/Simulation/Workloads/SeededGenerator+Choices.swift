package import Steps

extension SeededGenerator {
    package mutating func chance(_ percent: Int) -> Bool {
        Int(next() % 100) < percent
    }

    package mutating func number(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.count))
    }

    package mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[number(0...elements.count - 1)]
    }

    package mutating func span(_ range: ClosedRange<Int>) -> Milliseconds {
        Milliseconds(rawValue: Int64(number(range)))
    }
}
