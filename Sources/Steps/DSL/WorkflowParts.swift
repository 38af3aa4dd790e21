/// A value that a submission of a workflow has to give.
public struct Input: Sendable {
    let name: String
    let node: YAMLNode

    /// Names a value.
    ///
    /// - Parameters:
    ///   - pattern: a regular expression that the whole text must match, or every text of a list.
    ///   - default: the value where a submission gives none; without one, it must.
    public init(
        _ name: String, _ type: InputDefinition.Kind, pattern: String? = nil,
        default: Value? = nil
    ) {
        self.name = name
        node = .mapping([
            ("type", .text(type.rawValue)), ("pattern", pattern.map { .text($0) }),
            ("default", `default`.map { JSONLiteral($0).node }),
        ])
    }
}

/// A semantic lock that a saga holds while it runs.
public struct Lock: Sendable {
    let node: YAMLNode

    /// Names a lock, such as `group/${input.groupId}`; two sagas never hold the same one.
    public init(_ name: String) {
        node = .text(name)
    }
}
