/// Reads a JSON body written in YAML.
enum BodyReader {
    static func body(_ field: Field) -> BodyTemplate? {
        switch field.node.content {
        case .scalar(let text, let plain):
            return plain ? scalar(text, field) : field.template().map { .template($0) }
        case .sequence:
            return field.items()?.readAll(body).map { .array($0) }
        case .mapping:
            guard let fields = field.fields() else { return nil }
            var object: [String: BodyTemplate] = [:]
            for (key, field) in fields.all {
                object[key] = body(field)
            }
            return object.count == fields.entries.count ? .object(object) : nil
        }
    }

    private static func scalar(_ text: String, _ field: Field) -> BodyTemplate? {
        switch text {
        case "true": return .value(.bool(true))
        case "false": return .value(.bool(false))
        case "null", "~": return .value(.null)
        default: break
        }
        if let number = PlainScalar.number(text) { return .value(number) }
        guard !PlainScalar.isAmbiguous(text) else {
            let reason =
                text.isEmpty
                ? "has no value; write null or \"\""
                : "\(PrintableText.quoted(text)) can mean several things; put text in quotes, "
                    + "and write a number as JSON does"
            field.report(reason)
            return nil
        }
        return field.template().map { .template($0) }
    }
}
