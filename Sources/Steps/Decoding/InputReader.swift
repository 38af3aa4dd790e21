/// Reads the `inputs` of a workflow file.
enum InputReader {
    static func inputs(_ field: Field) -> [String: InputDefinition]? {
        guard let fields = field.fields() else { return nil }
        var inputs: [String: InputDefinition] = [:]
        var complete = true
        for (name, field) in fields.all {
            if let input = input(field) {
                inputs[name] = input
            } else {
                complete = false
            }
        }
        return complete ? inputs : nil
    }

    private static func input(_ field: Field) -> InputDefinition? {
        guard let fields = field.fields(known: ["type", "pattern", "default"]),
            let type = fields.required("type").flatMap(kind)
        else { return nil }
        let pattern = fields.optional("pattern") { $0.text() }
        let value = fields.optional("default") { Self.default($0, of: type) }
        guard let pattern, let value else { return nil }
        return InputDefinition(type: type, pattern: pattern, default: value)
    }

    private static func kind(_ field: Field) -> InputDefinition.Kind? {
        guard let text = field.text() else { return nil }
        if let kind = InputDefinition.Kind(rawValue: text) { return kind }
        let known = InputDefinition.Kind.allCases.map(\.rawValue)
        field.report(
            "\(PrintableText.quoted(text)) is no type; known are \(known.joined(separator: ", "))",
            suggestion: Suggestion.nearest(to: text, among: known))
        return nil
    }

    private static func `default`(_ field: Field, of type: InputDefinition.Kind) -> Value? {
        switch type {
        case .string: return field.text().map { .string($0) }
        case .boolean: return field.boolean().map { .bool($0) }
        case .list:
            return field.items()?.readAll { $0.text() }.map { .list($0.map { .string($0) }) }
        case .number: return field.number().map { Value(normalizing: $0) }
        case .integer:
            // Within what JSON keeps exact everywhere.
            return field.integer(in: -(1 << 53)...(1 << 53)).map { .integer(Int64($0)) }
        }
    }
}
