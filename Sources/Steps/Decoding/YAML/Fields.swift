/// The entries of a mapping in a file.
struct Fields {
    let field: Field
    let entries: [YAMLNode.Entry]
    /// The keys that were misspelt, it seems, and reported as that.
    var misspelt: Set<String> = []

    /// The keys, in the order of the file.
    var keys: [String] {
        entries.map(\.key)
    }

    /// All values with their keys, in the order of the file.
    var all: some Sequence<(key: String, field: Field)> {
        entries.lazy.map { (key: $0.key, field: self.field(of: $0)) }
    }

    subscript(key: String) -> Field? {
        entries.first { $0.key == key }.map(field(of:))
    }

    /// Without the keys that have no meaning, and were reported as that.
    func only(_ keys: [String]) -> Fields {
        Fields(field: field, entries: entries.filter { keys.contains($0.key) }, misspelt: misspelt)
    }

    /// The value of a key that must be there.
    func required(_ key: String, advice: String = "") -> Field? {
        if let field = self[key] { return field }
        if !misspelt.contains(key) { field.report("'\(key)' is missing\(advice)") }
        return nil
    }

    /// Reads a key that can be left out.
    ///
    /// - Returns: the inner `nil` if it was left out, the outer one if it could not be read.
    func optional<Result>(_ key: String, _ read: (Field) -> Result?) -> Result?? {
        guard let field = self[key] else { return .some(nil) }
        return read(field).map { .some($0) }
    }

    private func field(of entry: YAMLNode.Entry) -> Field {
        Field(node: entry.value, place: field.place[entry.key], problems: field.problems)
    }
}
