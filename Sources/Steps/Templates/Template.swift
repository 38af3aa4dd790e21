/// Text with references in it: `group/${input.groupId}`; a literal `${` is written `$${`.
///
/// `${before.headers.timestamp?}` is optional: where it has no value, the header or JSON field
/// that consists of it alone is left out.
public struct Template: Hashable, Sendable {
    /// A piece of a template.
    public enum Segment: Hashable, Sendable {
        /// Text that stands for itself.
        case literal(String)
        /// A value to be filled in; `optional` says that it may have none.
        case reference(Reference, optional: Bool)
    }

    /// The text as it was written.
    public let source: String
    /// Its pieces, in order.
    public let segments: [Segment]

    /// Reads a template.
    ///
    /// - Throws: ``TemplateError`` for an unclosed `${` or a reference that does not exist.
    public init(_ source: String) throws(TemplateError) {
        self.source = source
        var segments: [Segment] = []
        var literal = ""
        // By scalars, since a mark that follows a brace would be one character with it.
        var rest = source.unicodeScalars[...]
        while let dollar = rest.firstIndex(of: "$") {
            literal += String(rest[..<dollar])
            rest = rest[dollar...]
            if rest.starts(with: "$${".unicodeScalars) {
                literal += "${"
                rest = rest.dropFirst(3)
            } else if rest.starts(with: "${".unicodeScalars) {
                rest = rest.dropFirst(2)
                guard let close = PathText.end(of: rest) else {
                    throw TemplateError("'${' is never closed in '\(source)'")
                }
                if !literal.isEmpty { segments.append(.literal(literal)) }
                literal = ""
                segments.append(try Self.reference(Substring(rest[..<close])))
                rest = rest[close...].dropFirst()
            } else {
                literal += "$"
                rest = rest.dropFirst()
            }
        }
        literal += String(rest)
        if !literal.isEmpty { segments.append(.literal(literal)) }
        self.segments = segments
    }

    private static func reference(_ text: Substring) throws(TemplateError) -> Segment {
        let optional = text.unicodeScalars.last == "?"
        let name = optional ? Substring(text.unicodeScalars.dropLast()) : text
        guard let reference = Reference(name) else {
            throw TemplateError(
                "'${\(text)}' refers to nothing that exists; "
                    + "known are input.NAME, node.name, node.timestamps, saga.id, saga.timestamp, "
                    + "before.…, item, steps.ID.reply.… and steps.ID.output.NAME")
        }
        return .reference(reference, optional: optional)
    }

    /// All that the template refers to, in order.
    public var references: [Reference] {
        segments.compactMap { segment in
            if case .reference(let reference, _) = segment { reference } else { nil }
        }
    }

    /// The value, with the references filled in.
    ///
    /// A template that is one reference and nothing else keeps the reference's type.
    /// - Returns: `nil` if it is one optional reference that has no value.
    /// - Throws: ``TemplateError`` if another reference has no value.
    public func value(in scope: Scope) throws(TemplateError) -> Value? {
        if segments.count == 1, case .reference(let reference, let optional) = segments[0] {
            if let value = scope(reference) { return value }
            if optional { return nil }
            throw TemplateError("'${\(reference)}' has no value")
        }
        var text = ""
        for segment in segments {
            switch segment {
            case .literal(let literal): text += literal
            case .reference(let reference, let optional):
                if let value = scope(reference) {
                    text += value.description
                } else if !optional {
                    throw TemplateError("'${\(reference)}' has no value")
                }
            }
        }
        return .string(text)
    }

    /// The value as text; see ``value(in:)``.
    public func text(in scope: Scope) throws(TemplateError) -> String? {
        try value(in: scope)?.description
    }
}

extension Template: Codable {
    /// Reads the source text.
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the source text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(source)
    }
}

/// A template or condition that cannot be read or filled in.
public struct TemplateError: Error, Hashable, CustomStringConvertible {
    /// What is wrong, and what would be right.
    public let description: String

    /// Wraps a message.
    public init(_ description: String) {
        self.description = description
    }
}
