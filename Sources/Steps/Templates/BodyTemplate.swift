/// A JSON body in which every string is a template.
public indirect enum BodyTemplate: Hashable, Sendable {
    /// A string; a lone reference keeps its type.
    case template(Template)
    /// Any other scalar.
    case value(Value)
    /// A list.
    case array([BodyTemplate])
    /// An object; written with its keys in order, so that one request has one body.
    case object([String: BodyTemplate])

    /// All that the body refers to.
    public var references: [Reference] {
        switch self {
        case .template(let template): template.references
        case .value: []
        case .array(let items): items.flatMap(\.references)
        case .object(let fields):
            fields.sorted { $0.key < $1.key }.flatMap(\.value.references)
        }
    }

    /// The body as JSON text, keys in order, with the references filled in.
    ///
    /// - Throws: ``TemplateError`` if a reference has no value.
    public func json(in scope: Scope) throws(TemplateError) -> String {
        var text = ""
        if try !write(to: &text, in: scope) { text += "null" }
        return text
    }

    /// Adds the text to what comes before it.
    ///
    /// - Returns: whether there is any.
    private func write(to text: inout String, in scope: Scope) throws(TemplateError) -> Bool {
        switch self {
        case .template(let template):
            guard let value = try template.value(in: scope) else { return false }
            text += JSONText.value(value)
        case .value(let value): text += JSONText.value(value)
        case .array(let items):
            text += "["
            for (index, item) in items.enumerated() {
                if index > 0 { text += "," }
                if try !item.write(to: &text, in: scope) { text += "null" }
            }
            text += "]"
        case .object(let fields):
            text += "{"
            var isFirst = true
            for key in fields.count > 1 ? fields.keys.sorted() : Array(fields.keys) {
                var field = isFirst ? JSONText.string(key) : "," + JSONText.string(key)
                field += ":"
                guard try fields[key]?.write(to: &field, in: scope) == true else { continue }
                text += field
                isFirst = false
            }
            text += "}"
        }
        return true
    }
}

extension BodyTemplate: Codable {
    /// Reads the natural JSON form.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let fields = try? container.decode([String: BodyTemplate].self) {
            self = .object(fields)
        } else if let items = try? container.decode([BodyTemplate].self) {
            self = .array(items)
        } else if let text = try? container.decode(String.self) {
            self = .template(try Template(text))
        } else {
            self = .value(try container.decode(Value.self))
        }
    }

    /// Writes the natural JSON form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .template(let template): try container.encode(template)
        case .value(let value): try container.encode(value)
        case .array(let items): try container.encode(items)
        case .object(let fields): try container.encode(fields)
        }
    }
}
