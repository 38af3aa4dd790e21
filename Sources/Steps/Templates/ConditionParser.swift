/// Reads conditions by recursive descent; nesting is bounded, so hostile text cannot exhaust the stack.
struct ConditionParser {
    private static let maximumDepth = 64

    private enum Token: Equatable {
        case word(String)
        case quoted(String)
        case symbol(String)
    }

    private var tokens: [Token] = []
    private var position = 0
    private var depth = 0

    init(_ source: String) throws(TemplateError) {
        tokens = try Self.tokens(of: source)
    }

    mutating func parse() throws(TemplateError) -> Condition.Expression {
        let expression = try disjunction()
        guard position == tokens.count else {
            throw TemplateError("did not expect \(text(of: tokens[position])) here")
        }
        return expression
    }

    private mutating func disjunction() throws(TemplateError) -> Condition.Expression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else {
            throw TemplateError("is nested deeper than \(Self.maximumDepth)")
        }
        var expression = try conjunction()
        while take(.word("or")) { expression = .or(expression, try conjunction()) }
        return expression
    }

    private mutating func conjunction() throws(TemplateError) -> Condition.Expression {
        var expression = try negation()
        while take(.word("and")) { expression = .and(expression, try negation()) }
        return expression
    }

    private mutating func negation() throws(TemplateError) -> Condition.Expression {
        var negated = false
        while take(.word("not")) { negated.toggle() }
        let expression = try comparison()
        return negated ? .not(expression) : expression
    }

    private mutating func comparison() throws(TemplateError) -> Condition.Expression {
        let left = try operand()
        if take(.symbol("==")) { return .equal(left, try operand()) }
        if take(.symbol("!=")) { return .not(.equal(left, try operand())) }
        if take(.symbol("<")) { return .less(left, try operand()) }
        if take(.symbol(">")) { return .less(try operand(), left) }
        if take(.symbol("<=")) { return .atMost(left, try operand()) }
        if take(.symbol(">=")) { return .atMost(try operand(), left) }
        if take(.word("in")) { return .contained(left, try operand()) }
        return left
    }

    private mutating func operand() throws(TemplateError) -> Condition.Expression {
        guard position < tokens.count else {
            throw TemplateError("ends where a value is due")
        }
        let token = tokens[position]
        position += 1
        switch token {
        case .symbol("("):
            let inner = try disjunction()
            guard take(.symbol(")")) else { throw TemplateError("')' is missing") }
            return inner
        case .quoted(let text): return .literal(.string(text))
        case .word("true"): return .literal(.bool(true))
        case .word("false"): return .literal(.bool(false))
        case .word("null"): return .literal(.null)
        case .word(let word):
            if let number = PlainScalar.number(word) { return .literal(number) }
            if let reference = Reference(word) { return .reference(reference) }
            throw TemplateError("'\(word)' is neither a value nor a known reference")
        case .symbol(let symbol):
            throw TemplateError("did not expect '\(symbol)' where a value is due")
        }
    }

    private mutating func take(_ token: Token) -> Bool {
        guard position < tokens.count, tokens[position] == token else { return false }
        position += 1
        return true
    }

    private func text(of token: Token) -> String {
        switch token {
        case .word(let text), .quoted(let text), .symbol(let text): "'\(text)'"
        }
    }

    private static func tokens(of source: String) throws(TemplateError) -> [Token] {
        var tokens: [Token] = []
        var rest = source.unicodeScalars[...]
        while let scalar = rest.first {
            if scalar.properties.isWhitespace {
                rest = rest.dropFirst()
            } else if let symbol = symbols.first(where: { rest.starts(with: $0.unicodeScalars) }) {
                tokens.append(.symbol(symbol))
                rest = rest.dropFirst(symbol.unicodeScalars.count)
            } else if scalar == "'" || scalar == "\"" {
                rest = rest.dropFirst()
                guard let close = rest.firstIndex(of: scalar) else {
                    throw TemplateError("a quote is never closed")
                }
                tokens.append(.quoted(String(rest[..<close])))
                rest = rest[close...].dropFirst()
            } else {
                let word = rest[..<PathText.wordEnd(of: rest)]
                guard !word.isEmpty else {
                    let advice =
                        scalar == "$"
                        ? "references stand in conditions without ${}"
                        : "a condition is written like reply.status == 200"
                    throw TemplateError("'\(scalar)' has no meaning here; \(advice)")
                }
                tokens.append(.word(String(word)))
                rest = rest[word.endIndex...]
            }
        }
        return tokens
    }

    /// The longer ones first.
    private static let symbols = ["==", "!=", "<=", ">=", "<", ">", "(", ")"]
}
