/// Inputs as they are written in Swift: `["seats": 2, "names": ["a", "b"]]`.
extension Value: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral
{
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

    /// Takes a list such as `["a", "b"]`.
    public init(arrayLiteral elements: Value...) {
        self = .list(elements)
    }
}
