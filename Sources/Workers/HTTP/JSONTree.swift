internal import Steps

/// A JSON document, as far as paths into it need.
indirect enum JSONTree: Decodable {
    case scalar(Value)
    case array([JSONTree])
    case object([String: JSONTree])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let fields = try? container.decode([String: JSONTree].self) {
            self = .object(fields)
        } else if let items = try? container.decode([JSONTree].self) {
            self = .array(items)
        } else {
            self = .scalar(try container.decode(Value.self))
        }
    }

    /// The scalar at a path; `nil` if there is none.
    func value(at path: some Collection<String>) -> Value? {
        guard let first = path.first else {
            if case .scalar(let value) = self { return value }
            return nil
        }
        switch self {
        case .object(let fields): return fields[first]?.value(at: path.dropFirst())
        case .array(let items):
            guard let index = Int(first), items.indices.contains(index) else { return nil }
            return items[index].value(at: path.dropFirst())
        case .scalar: return nil
        }
    }
}
