internal import Steps

extension EntryWriter {
    mutating func values(_ values: [String: Value]) {
        sorted(values) { $0.value($1) }
    }

    /// Equal dictionaries give equal bytes: their order is that of the names.
    mutating func sorted<Element>(
        _ elements: [String: Element], _ write: (inout EntryWriter, Element) -> Void
    ) {
        count(elements.count)
        // By bytes and not by Unicode order, which may change from release to release.
        let sorted = elements.sorted { left, right in
            left.key.utf8.lexicographicallyPrecedes(right.key.utf8)
        }
        for (name, element) in sorted {
            string(name)
            write(&self, element)
        }
    }

    mutating func value(_ value: Value) {
        self.value(value, depth: 0)
    }

    private mutating func value(_ value: Value, depth: Int) {
        switch value {
        case .null: byte(0)
        case .bool(let value): byte(value ? 2 : 1)
        case .integer(let value):
            byte(3)
            signed(value)
        case .number(let value):
            byte(4)
            fixed(value.bitPattern)
        case .string(let value):
            byte(5)
            string(value)
        case .list(let values):
            // An entry that cannot be read back is worse than none.
            precondition(depth < EntryCodec.deepestList, "a list is too deep to be written down")
            byte(6)
            count(values.count)
            for element in values { self.value(element, depth: depth + 1) }
        }
    }
}
