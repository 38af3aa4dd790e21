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
        try rendered(in: scope) ?? "null"
    }

    private func rendered(in scope: Scope) throws(TemplateError) -> String? {
        switch self {
        case .template(let template):
            return try template.value(in: scope).map(JSONText.value)
        case .value(let value):
            return JSONText.value(value)
        case .array(let items):
            var texts: [String] = []
            for item in items {
                texts.append(try item.rendered(in: scope) ?? "null")
            }
            return "[\(texts.joined(separator: ","))]"
        case .object(let fields):
            var texts: [String] = []
            for (key, field) in fields.sorted(by: { $0.key < $1.key }) {
                guard let text = try field.rendered(in: scope) else { continue }
                texts.append("\(JSONText.string(key)):\(text)")
            }
            return "{\(texts.joined(separator: ","))}"
        }
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
