/// JSON as it is written in Swift: `["groupId": "${input.groupId}", "size": 3, "tags": ["a"]]`.
///
/// Where references are known, every text is a template: write `$${` for a literal `${`, and think
/// of that when a text comes from elsewhere.
public indirect enum JSONLiteral: Hashable, Sendable {
    /// JSON's null.
    case null
    /// A truth value.
    case bool(Bool)
    /// A whole number.
    case integer(Int64)
    /// Any other number.
    case number(Double)
    /// A text, or a template.
    case string(String)
    /// A list.
    case array([JSONLiteral])
    /// An object, as the pairs that it was written with.
    case object([Member])

    /// A name in an object, and what it stands for.
    public struct Member: Hashable, Sendable {
        /// The name.
        public var name: String
        /// What it stands for.
        public var value: JSONLiteral

        /// Puts a pair together.
        public init(_ name: String, _ value: JSONLiteral) {
            self.name = name
            self.value = value
        }
    }

    /// Takes a value that is known in Swift.
    public init(_ value: Steps.Value) {
        switch value {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .integer(value)
        case .number(let value): self = .number(value)
        case .string(let text): self = .string(text)
        case .list(let values): self = .array(values.map { JSONLiteral($0) })
        }
    }

    var node: YAMLNode {
        switch self {
        case .null: .plain("null")
        case .bool(let value): .plain(value)
        case .integer(let value): .plain(value)
        case .number(let value): .plain(value.isFinite ? value.description : ".\(value)")
        case .string(let text): .text(text)
        case .array(let items): .list(items.map(\.node))
        case .object(let members): .mapping(members.map { ($0.name, $0.value.node) })
        }
    }
}

extension JSONLiteral: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringInterpolation,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// Takes `nil`.
    public init(nilLiteral: ()) {
        self = .null
    }

    /// Takes `true` or `false`.
    public init(booleanLiteral value: Bool) {
        self = .bool(value)
    }

    /// Takes a whole number.
    public init(integerLiteral value: Int64) {
        self = .integer(value)
    }

    /// Takes any other number.
    public init(floatLiteral value: Double) {
        self = .number(value)
    }

    /// Takes a text.
    public init(stringLiteral value: String) {
        self = .string(value)
    }

    /// Takes a list such as `["a", 1]`.
    public init(arrayLiteral elements: JSONLiteral...) {
        self = .array(elements)
    }

    /// Takes an object such as `["name": 1]`.
    public init(dictionaryLiteral elements: (String, JSONLiteral)...) {
        self = .object(elements.map { Member($0, $1) })
    }
}
