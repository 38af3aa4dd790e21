/// A yes-or-no question about references: `reply.status == 200 and not node.timestamps`.
///
/// The grammar, loosest first: `a or b`, `a and b`, `not a`, `x == y`, `x != y`, `x < y`, `x <= y`,
/// `x > y`, `x >= y`, `x in LIST`, `( a )`; operands are references, numbers, `true`, `false`,
/// `null` and quoted text. A reference without a value equals `null`. Values of different types are
/// compared as text, since headers are text; `<` and its like hold between numbers alone, text that
/// is a number included.
public struct Condition: Hashable, Sendable {
    /// The parsed form.
    public indirect enum Expression: Hashable, Sendable {
        /// A value that stands there.
        case literal(Value)
        /// A value that is looked up.
        case reference(Reference)
        /// Equality.
        case equal(Expression, Expression)
        /// The first is a smaller number.
        case less(Expression, Expression)
        /// Both are numbers, and the first is no larger.
        case atMost(Expression, Expression)
        /// The first stands in the second, a list.
        case contained(Expression, Expression)
        /// Negation.
        case not(Expression)
        /// Both.
        case and(Expression, Expression)
        /// At least one.
        case or(Expression, Expression)
    }

    /// The text as it was written.
    public let source: String
    /// What it means.
    public let expression: Expression

    /// Reads a condition.
    ///
    /// - Throws: ``TemplateError`` that names the word at which it stops making sense.
    public init(_ source: String) throws(TemplateError) {
        // Recursion runs along a chain of operators as well as into brackets.
        guard source.utf8.count <= Self.maximumBytes else {
            throw TemplateError("has more than \(Self.maximumBytes) bytes")
        }
        self.source = source
        var parser = try ConditionParser(source)
        expression = try parser.parse()
    }

    private static let maximumBytes = 4_096

    /// All that the condition refers to, in order.
    public var references: [Reference] {
        expression.references
    }

    /// Whether it holds.
    public func holds(in scope: Scope) -> Bool {
        expression.value(in: scope) == .bool(true)
    }
}

extension Condition.Expression {
    var references: [Reference] {
        switch self {
        case .literal: []
        case .reference(let reference): [reference]
        case .not(let operand): operand.references
        case .equal(let left, let right), .less(let left, let right),
            .atMost(let left, let right), .contained(let left, let right),
            .and(let left, let right), .or(let left, let right):
            left.references + right.references
        }
    }

    func value(in scope: Scope) -> Value {
        switch self {
        case .literal(let value): value
        case .reference(let reference): scope(reference) ?? .null
        case .equal(let left, let right):
            .bool(Self.same(left.value(in: scope), right.value(in: scope)))
        case .less(let left, let right):
            .bool(Self.compared(left.value(in: scope), right.value(in: scope), by: <))
        case .atMost(let left, let right):
            .bool(Self.compared(left.value(in: scope), right.value(in: scope), by: <=))
        case .contained(let left, let right):
            .bool(Self.contains(right.value(in: scope), left.value(in: scope)))
        case .not(let operand): .bool(operand.value(in: scope) != .bool(true))
        case .and(let left, let right):
            .bool(left.value(in: scope) == .bool(true) && right.value(in: scope) == .bool(true))
        case .or(let left, let right):
            .bool(left.value(in: scope) == .bool(true) || right.value(in: scope) == .bool(true))
        }
    }

    private static func compared(
        _ left: Value, _ right: Value, by holds: (Double, Double) -> Bool
    ) -> Bool {
        guard let left = number(left), let right = number(right) else { return false }
        return holds(left, right)
    }

    private static func number(_ value: Value) -> Double? {
        switch value {
        case .integer(let number): Double(number)
        case .number(let number): number
        case .string(let text): Double(text)
        case .null, .bool, .list: nil
        }
    }

    private static func contains(_ list: Value, _ value: Value) -> Bool {
        guard case .list(let values) = list else { return false }
        return values.contains { same($0, value) }
    }

    private static func same(_ left: Value, _ right: Value) -> Bool {
        if left == right { return true }
        switch (left, right) {
        case (.null, _), (_, .null): return false
        case (.integer(let whole), .number(let number)), (.number(let number), .integer(let whole)):
            return Double(whole) == number
        default: return left.description == right.description
        }
    }
}

extension Condition: Codable {
    /// Reads the source text.
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the source text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(source)
    }
}
