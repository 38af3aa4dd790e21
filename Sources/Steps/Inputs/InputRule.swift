/// What one input accepts, ready to be applied to many submissions.
struct InputRule {
    /// Longer text belongs into a file, not into a journal.
    static let maximumBytes = 4_096
    /// A list's items become steps, which a saga keeps in memory.
    static let maximumItems = 1_000
    private static let maximumPattern = 512

    let name: String
    let definition: InputDefinition
    private let pattern: Pattern?

    /// Compiles the pattern.
    init(_ definition: InputDefinition, named name: String) throws(InputError) {
        self.name = name
        self.definition = definition
        guard let pattern = definition.pattern else {
            self.pattern = nil
            return
        }
        guard pattern.utf8.count <= Self.maximumPattern else {
            throw InputError("a pattern has at most \(Self.maximumPattern) bytes")
        }
        do throws(InputError) {
            self.pattern = try Pattern(pattern)
        } catch {
            throw InputError(
                "\(PrintableText.quoted(pattern)) is no regular expression: \(error.message)")
        }
    }

    /// The value in the input's type; text is converted.
    func value(of given: Value) throws(InputError) -> Value {
        guard definition.type == .list else { return try checked(converted(given)) }
        let items: [Value]
        switch given {
        case .list(let values): items = values
        case .string(let text):
            items = text.split(separator: "," as Character).map { .string(String($0)) }
        default: throw unexpected(given)
        }
        guard items.count <= Self.maximumItems else {
            throw InputError("input '\(name)' has more than \(Self.maximumItems) items")
        }
        var values: [Value] = []
        for item in items {
            guard case .string = item else { throw unexpected(item) }
            values.append(try checked(item))
        }
        return .list(values)
    }

    private func checked(_ value: Value) throws(InputError) -> Value {
        let text = value.description
        guard text.utf8.count <= Self.maximumBytes else {
            throw InputError("input '\(name)' has more than \(Self.maximumBytes) bytes")
        }
        guard !text.utf8.contains(0) else {
            throw InputError("input '\(name)' has a NUL character")
        }
        if let pattern, !pattern.matches(text) {
            throw InputError(
                "input '\(name)': \(PrintableText.quoted(text)) does not match "
                    + PrintableText.quoted(definition.pattern ?? ""))
        }
        return value
    }

    private func converted(_ given: Value) throws(InputError) -> Value {
        if case .string(let text) = given {
            guard text.utf8.count <= Self.maximumBytes else {
                throw InputError("input '\(name)' has more than \(Self.maximumBytes) bytes")
            }
        }
        let value: Value? =
            switch (definition.type, given) {
            case (.string, .string): given
            case (.integer, .integer(let number)): exact(number)
            case (.integer, .string(let text)): PlainScalar.integer(text).flatMap(exact)
            case (.number, .integer): given
            case (.number, .number(let number)) where number.isFinite: Value(normalizing: number)
            case (.number, .string(let text)): PlainScalar.number(text)
            case (.boolean, .bool): given
            case (.boolean, .string(let text)): PlainScalar.boolean(text).map { .bool($0) }
            default: nil
            }
        guard let value else { throw unexpected(given) }
        return value
    }

    private func unexpected(_ given: Value) -> InputError {
        InputError(
            "input '\(name)': expected \(expectation), not "
                + PrintableText.quoted(given.description))
    }

    /// Whole numbers beyond 2⁵³ change on their way through many JSON parsers (RFC 8259, section 6).
    private func exact(_ number: Int64) -> Value? {
        (-(1 << 53)...(1 << 53)).contains(number) ? .integer(number) : nil
    }

    private var expectation: String {
        switch definition.type {
        case .string: "text"
        case .integer: "a whole number of at most 2^53"
        case .number: "a number"
        case .boolean: "true or false"
        case .list: "texts, with commas between them"
        }
    }
}
