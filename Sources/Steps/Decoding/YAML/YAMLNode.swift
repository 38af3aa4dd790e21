/// A node of a YAML file with its position; scalars stay text until a field says what they are.
///
/// So no value is ever coerced by its look, as YAML 1.1 does with `no`, `012` and `1_000`.
struct YAMLNode: Sendable {
    struct Mark: Hashable, Sendable {
        let line: Int
        let column: Int
    }

    struct Entry: Sendable {
        let key: String
        let keyMark: Mark
        let value: YAMLNode
    }

    enum Content: Sendable {
        /// Text; `plain` says that it stands there without quotes.
        case scalar(String, plain: Bool)
        case sequence([YAMLNode])
        case mapping([Entry])
    }

    let mark: Mark
    let content: Content

    /// Where a place stands, or the nearest enclosing one that the file has.
    func mark(of place: Place) -> Mark {
        var node = self
        var mark = mark
        for component in place.components {
            switch (component, node.content) {
            case (.key(let key), .mapping(let entries)):
                guard let entry = entries.first(where: { $0.key == key }) else { return mark }
                node = entry.value
                // A block of lines is best shown by its name, a scalar by itself.
                if case .scalar = node.content { mark = node.mark } else { mark = entry.keyMark }
            case (.item(let item), .sequence(let nodes)) where nodes.indices.contains(item):
                node = nodes[item]
                mark = node.mark
            default: return mark
            }
        }
        return mark
    }

    /// The value of a key, if this is a mapping that has it.
    subscript(key: String) -> YAMLNode? {
        guard case .mapping(let entries) = content else { return nil }
        return entries.first { $0.key == key }?.value
    }

    /// The name of the kind of node, for messages.
    var kind: String {
        switch content {
        case .scalar: "a single value"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}
