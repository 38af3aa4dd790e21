internal import Journal

/// Reads questions by recursive descent; nesting is bounded, so hostile text cannot exhaust the
/// stack.
struct SagaQueryParser {
    private static let maximumBytes = 4_096
    private static let maximumDepth = 64
    private static let symbols = ["!=", "<=", ">=", "==", "=", "<", ">", "~", "(", ")"]

    private struct Token {
        var text: String
        var isQuoted = false
        var isSymbol = false
        /// The place of its first character, from 1.
        var place: Int
    }

    private var tokens: [Token] = []
    private var position = 0
    private var depth = 0
    private let end: Int

    init(_ source: String) throws(SagaQueryError) {
        guard source.utf8.count <= Self.maximumBytes else {
            throw SagaQueryError(description: "it has more than \(Self.maximumBytes) bytes")
        }
        end = source.count + 1
        tokens = try Self.tokens(of: source)
    }

    mutating func parse() throws(SagaQueryError) -> SagaQuery.Expression {
        guard !tokens.isEmpty else {
            throw SagaQueryError(
                description: "it is empty; write for example status=parked and node=node03")
        }
        let expression = try disjunction()
        guard position == tokens.count else {
            throw error(
                "'\(tokens[position].text)' is not expected; join conditions by 'and' or 'or'")
        }
        return expression
    }

    private mutating func disjunction() throws(SagaQueryError) -> SagaQuery.Expression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else {
            throw error("it is nested deeper than \(Self.maximumDepth)")
        }
        var expression = try conjunction()
        while takeWord("or") { expression = .or(expression, try conjunction()) }
        return expression
    }

    private mutating func conjunction() throws(SagaQueryError) -> SagaQuery.Expression {
        var expression = try negation()
        while takeWord("and") { expression = .and(expression, try negation()) }
        return expression
    }

    private mutating func negation() throws(SagaQueryError) -> SagaQuery.Expression {
        var isNegated = false
        while takeWord("not") { isNegated.toggle() }
        let inner = try comparison()
        return isNegated ? .not(inner) : inner
    }

    private mutating func comparison() throws(SagaQueryError) -> SagaQuery.Expression {
        if takeSymbol("(") {
            let inner = try disjunction()
            guard takeSymbol(")") else { throw error("')' is missing") }
            return inner
        }
        let field = try field()
        for (symbol, make) in Self.operators where takeSymbol(symbol) {
            let place = position
            let value = try value()
            if let problem = Self.problem(field, value, symbol) {
                position = place
                throw error(problem)
            }
            return make(field, value)
        }
        throw error("a comparison is expected: =, !=, <, <=, >, >= or ~")
    }

    private static let operators:
        [(String, @Sendable (SagaQuery.Field, String) -> SagaQuery.Expression)] = [
            ("=", { .compare($0, .equal, $1) }), ("==", { .compare($0, .equal, $1) }),
            ("!=", { .not(.compare($0, .equal, $1)) }), ("~", { .compare($0, .contains, $1) }),
            ("<", { .compare($0, .less, $1) }), ("<=", { .compare($0, .atMost, $1) }),
            (">", { .compare($0, .greater, $1) }), (">=", { .compare($0, .atLeast, $1) }),
        ]

    private mutating func field() throws(SagaQueryError) -> SagaQuery.Field {
        guard position < tokens.count, !tokens[position].isSymbol, !tokens[position].isQuoted else {
            throw error("the name of a field is expected: \(Self.fields)")
        }
        let word = tokens[position].text
        let field: SagaQuery.Field? =
            switch word {
            case "status": .status
            case "workflow": .workflow
            case "job": .job
            case "key": .key
            case "reason": .reason
            case "node": .node
            case "step": .step
            case "age": .age
            default:
                word.hasPrefix("input.") && word.count > 6
                    ? .input(String(word.dropFirst(6))) : nil
            }
        guard let field else { throw error("'\(word)' is no field; there are \(Self.fields)") }
        position += 1
        return field
    }

    private static let fields =
        "status, workflow, job, key, reason, node, step, age and input.NAME"

    private mutating func value() throws(SagaQueryError) -> String {
        guard position < tokens.count, !tokens[position].isSymbol else {
            throw error("a value is expected")
        }
        defer { position += 1 }
        return tokens[position].text
    }

    /// What is wrong with a value, if anything.
    private static func problem(
        _ field: SagaQuery.Field, _ value: String, _ symbol: String
    ) -> String? {
        let isOrder = ["<", "<=", ">", ">="].contains(symbol)
        switch field {
        case .status where !isOrder:
            let known = SagaStatus.allCases.map(\.rawValue)
            return known.contains(value) || symbol == "~"
                ? nil : "'\(value)' is no status; there are \(known.joined(separator: ", "))"
        case .age where isOrder || symbol != "~":
            return QueryAge(value) == nil
                ? "'\(value)' is no span of time; write for example 90s, 10m, 2h or 7d" : nil
        case .age: return "an age is compared by < or >"
        case .input where isOrder:
            return Double(value)?.isFinite == true ? nil : "'\(value)' is no number"
        default:
            return isOrder ? "'\(symbol)' compares ages, and inputs that are numbers" : nil
        }
    }

    private mutating func takeWord(_ word: String) -> Bool {
        guard position < tokens.count, !tokens[position].isQuoted, tokens[position].text == word
        else { return false }
        position += 1
        return true
    }

    private mutating func takeSymbol(_ symbol: String) -> Bool {
        guard position < tokens.count, tokens[position].isSymbol, tokens[position].text == symbol
        else { return false }
        position += 1
        return true
    }

    private func error(_ what: String) -> SagaQueryError {
        let place = position < tokens.count ? tokens[position].place : end
        return SagaQueryError(description: "at character \(place): \(what)")
    }

    private static func tokens(of source: String) throws(SagaQueryError) -> [Token] {
        let text = Array(source)
        var tokens: [Token] = []
        var index = 0
        while index < text.count {
            let character = text[index]
            if character.isWhitespace {
                index += 1
            } else if character == "'" || character == "\"" {
                guard let close = text[(index + 1)...].firstIndex(of: character) else {
                    throw SagaQueryError(
                        description: "at character \(index + 1): the quote is never closed")
                }
                let inner = String(text[(index + 1)..<close])
                tokens.append(Token(text: inner, isQuoted: true, place: index + 1))
                index = close + 1
            } else if let symbol = symbols.first(where: { text[index...].starts(with: $0) }) {
                tokens.append(Token(text: symbol, isSymbol: true, place: index + 1))
                index += symbol.count
            } else {
                let start = index
                while index < text.count, !isEnd(text[index]) { index += 1 }
                tokens.append(Token(text: String(text[start..<index]), place: start + 1))
            }
        }
        return tokens
    }

    private static func isEnd(_ character: Character) -> Bool {
        character.isWhitespace || "=!<>~()'\"".contains(character)
    }
}
