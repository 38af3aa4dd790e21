internal import Steps

/// Something that a stub node holds under a path.
struct StubResource {
    /// What was written, by path in the JSON.
    var sent: [[String]: Value]
    /// What the node added by itself; other runs may have other values here.
    var made: [[String]: Value] = [:]
    /// The headers that it keeps, by name in lower case.
    var headers: [String: String] = [:]
    /// Whether it was there before, and nobody says what is in it: then any field that is asked
    /// for has a value.
    var isForeign = false
    /// Whether the node named it.
    var isAssigned = false
    /// Who wrote it last; `nil`: it was there before.
    var writer: StubCaller?

    /// The name of what a foreign resource holds in a field.
    static func foreign(_ path: ReplyPath) -> Value {
        switch path {
        case .status: .integer(200)
        case .header(let name): .string("earlier-\(name)")
        case .body(let parts): .string("earlier-\(parts.joined(separator: "."))")
        }
    }

    /// What it says under a path.
    func value(_ path: ReplyPath) -> Value? {
        let known: Value? =
            switch path {
            case .status: nil
            case .header(let name): headers[name].map { .string($0) }
            case .body(let parts): sent[parts] ?? made[parts]
            }
        return known ?? (isForeign ? Self.foreign(path) : nil)
    }

    /// All that it says, but for what only a foreign one makes up.
    var values: [ReplyPath: Value] {
        var values: [ReplyPath: Value] = [:]
        for (path, value) in made { values[.body(path)] = value }
        for (path, value) in sent { values[.body(path)] = value }
        for (name, value) in headers { values[.header(name)] = .string(value) }
        return values
    }
}
