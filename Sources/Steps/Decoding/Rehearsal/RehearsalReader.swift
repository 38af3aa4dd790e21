/// Reads the `rehearsal` section of a workflow file, or a file of its own with the same keys.
enum RehearsalReader {
    static let known = ["inputs", "keys", "headers", "children", "leaves", "there", "effects"]
    private static let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]

    /// Whether nodes know a repeated key.
    private enum Keys: String, CaseIterable {
        case honoured, ignored
    }

    /// Whether nodes keep headers.
    private enum Headers: String, CaseIterable {
        case kept, ignored
    }

    static func rules(_ field: Field) -> RehearsalRules? {
        guard let fields = field.fields(known: known) else { return nil }
        var rules = RehearsalRules()
        let inputs = fields["inputs"].map(inputs) ?? [:]
        let keys = fields.optional("keys") { $0.word(of: Keys.self) }
        let headers = fields.optional("headers") { $0.word(of: Headers.self) }
        let children = fields.optional("children") {
            $0.word(of: RehearsalRules.Children.self)
        }
        let leaves = fields["leaves"].map { $0.items()?.readAll { $0.text() } } ?? []
        let there = fields["there"].map(there) ?? [:]
        let effects = fields["effects"].map { $0.items()?.readAll(effect) } ?? []
        guard let inputs, let keys, let headers, let children, let leaves, let there, let effects
        else { return nil }
        rules.inputs = inputs
        rules.honoursKeys = keys != .ignored
        rules.keepsHeaders = headers != .ignored
        rules.children = children ?? .refuse
        rules.leaves = Set(leaves)
        rules.there = there
        rules.effects = effects
        return rules
    }

    private static func inputs(_ field: Field) -> [String: Value]? {
        guard let fields = field.fields() else { return nil }
        var inputs: [String: Value] = [:]
        for (name, field) in fields.all {
            if case .sequence = field.node.content {
                inputs[name] = field.items()?.readAll { $0.text() }
                    .map { .list($0.map { .string($0) }) }
            } else {
                inputs[name] = field.text().map { .string($0) }
            }
        }
        return inputs.count == fields.entries.count ? inputs : nil
    }

    private static func there(_ field: Field) -> [String: [[String]: Value]]? {
        guard let fields = field.fields() else { return nil }
        var there: [String: [[String]: Value]] = [:]
        for (path, field) in fields.all {
            guard let place = self.path(path, in: field) else { continue }
            there[place] = Self.fields(of: field)
        }
        return there.count == fields.entries.count ? there : nil
    }

    private static func effect(_ field: Field) -> RehearsalRules.Effect? {
        let known = methods + ["id", "keys", "undoes", "reply"]
        guard let fields = field.fields(known: known) else { return nil }
        let given = methods.filter(fields.keys.contains)
        guard let method = given.first, given.count == 1, let place = fields[method] else {
            field.report("an effect names one method with its path, such as 'POST: /orders'")
            return nil
        }
        guard let text = place.text(), let path = path(text, in: place) else { return nil }
        var effect = RehearsalRules.Effect(method: method, path: path)
        if let id = fields["id"] {
            guard let text = id.text() else { return nil }
            effect.id = text == "assigned" ? .assigned : .field(text)
        }
        if let keys = fields["keys"] {
            guard let word = keys.word(of: Keys.self) else { return nil }
            effect.honoursKeys = word == .honoured
        }
        if let undoes = fields["undoes"] {
            guard let text = undoes.text(), let other = self.path(text, in: undoes) else {
                return nil
            }
            let stars = other.split(separator: "/").count { $0 == "*" }
            guard stars <= path.split(separator: "/").count(where: { $0 == "*" }) else {
                undoes.report("has more stars than the path of its effect")
                return nil
            }
            effect.undoes = other
        }
        if let reply = fields["reply"] {
            guard let values = self.fields(of: reply) else { return nil }
            effect.reply = values
        }
        return effect
    }

    private static func path(_ text: String, in field: Field) -> String? {
        guard text.hasPrefix("/") else {
            field.report("a path starts with '/', and \(PrintableText.quoted(text)) does not")
            return nil
        }
        return text
    }

    /// The scalars of a JSON object that is written in YAML, by their paths.
    private static func fields(of field: Field) -> [[String]: Value]? {
        guard case .mapping = field.node.content else {
            field.report("expected a mapping, not \(field.node.kind)")
            return nil
        }
        var values: [[String]: Value] = [:]
        gather(field.node, at: [], into: &values)
        return values
    }

    private static func gather(
        _ node: YAMLNode, at path: [String], into values: inout [[String]: Value]
    ) {
        switch node.content {
        case .scalar(let text, let plain): values[path] = plain ? scalar(text) : .string(text)
        case .sequence(let nodes):
            for (index, node) in nodes.enumerated() {
                gather(node, at: path + ["\(index)"], into: &values)
            }
        case .mapping(let entries):
            for entry in entries { gather(entry.value, at: path + [entry.key], into: &values) }
        }
    }

    private static func scalar(_ text: String) -> Value {
        if let value = PlainScalar.boolean(text) { return .bool(value) }
        if text == "null" || text == "~" { return .null }
        return PlainScalar.number(text) ?? .string(text)
    }
}
