internal import Steps

extension EntryReader {
    mutating func values() throws(JournalError) -> [String: Value] {
        try dictionary { reader throws(JournalError) in try reader.value() }
    }

    mutating func dictionary<Element>(
        _ read: (inout EntryReader) throws(JournalError) -> Element
    ) throws(JournalError) -> [String: Element] {
        var elements: [String: Element] = [:]
        var previous: ArraySlice<UInt8>?
        for _ in 0..<(try count()) {
            let name = try string()
            // By the text alone: the length before it is not what they are sorted by.
            let bytes = bytes(since: position - name.utf8.count)
            try Self.expectOrder(previous, bytes)
            previous = bytes
            // Swift takes some texts for equal whose bytes differ.
            guard elements.updateValue(try read(&self), forKey: name) == nil else {
                throw Self.damaged("the name of a value is there twice")
            }
        }
        return elements
    }

    mutating func value() throws(JournalError) -> Value {
        try value(depth: 0)
    }

    /// The depth is bounded, for each list in a list takes from the stack.
    private mutating func value(depth: Int) throws(JournalError) -> Value {
        switch try byte() {
        case 0: return .null
        case 1: return .bool(false)
        case 2: return .bool(true)
        case 3: return .integer(try signed())
        case 4: return .number(Double(bitPattern: try fixed64()))
        case 5: return .string(try string())
        case 6:
            guard depth < EntryCodec.deepestList else { throw Self.damaged("a list is too deep") }
            var values: [Value] = []
            for _ in 0..<(try count()) { values.append(try value(depth: depth + 1)) }
            return .list(values)
        default: throw Self.damaged("a value's type is not known")
        }
    }
}
